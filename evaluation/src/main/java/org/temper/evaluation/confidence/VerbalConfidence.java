package org.temper.evaluation.confidence;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A confidence that an answer states in words, read from its text.
 *
 * <p>Of a text it is the last number beside a word for confidence, such as {@code Confidence: 85%},
 * {@code "confidence": 0.85}, {@code Probability (0-100): 85}, {@code I am 90 % sure}. Where there
 * is none, it is the last percentage, or else the text itself where that is nothing but a number.
 *
 * <p>A number is {@code 85%}, {@code 85 percent}; {@code 85/100}, {@code 8 out of 10}; or bare,
 * from 0 to 1 as it is and above 1 a percentage, so that {@code 85} is 0.85 and {@code 1} is 1.
 * What lies outside [0, 1] is clipped: {@code 120%} is 1, {@code -5%} is 0. Of a range, the lower
 * end counts. Words alone ({@code very sure}) state no number.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2305.14975">Tian et al. 2023</a>, who ask for
 * probabilities in words.
 */
public final class VerbalConfidence {
  private static final String NUMBER =
      "(?<![\\d.,])(?<sign>[-\u2212])?(?<number>\\d{1,9}(?:[.,]\\d{1,9})?|\\.\\d{1,9})(?!\\d)";
  private static final String PERCENT = "(?<percent>\\s{0,3}(?:%|\uff05|per ?cent\\b))";
  private static final String WHOLE =
      "\\s{0,3}(?:/|out of)\\s{0,3}(?<whole>\\d{1,9}(?:\\.\\d{1,9})?)(?!\\d)";
  private static final String UNIT = "(?:" + PERCENT + "|" + WHOLE + ")";
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private static final String NOUN = "(?:confidence|probability|certainty|likelihood)";

  /** What stands between the word and its colon: no digit but a scale's, "(0-100)", "0 to 1". */
  private static final String SCALE =
      "(?:[^\\n:=.,;!?%\\d(]|\\([^)\\n]{0,40}\\)"
          + "|\\d[\\d.]{0,9}\\s?%?\\s?(?:to|and|[-\u2013])\\s?\\d[\\d.]{0,9}%?){0,60}";

  /** What stands behind the colon: words in the same line, or signs and a line's end. */
  private static final String LEAD =
      "(?:[^\\d\\n.,;!?\u2212-]{0,20}|[^\\p{L}\\d.,;!?\u2212-]{0,20})";

  private static final String COLON = SCALE + "[:=]" + LEAD;

  /**
   * "Confidence (from 0 to 100): 85", or what follows without a colon unless the word belongs to a
   * percentage before it.
   */
  private static final Pattern BEHIND =
      Pattern.compile(
          "(?:(?<![%\uff05] ?|percent )(?:"
              + (NOUN + "|confident)(?:" + COLON + "|[^\\d\\n.;!?\u2212-]{0,40})")
              + ("|" + NOUN + COLON + ")")
              + (NUMBER + UNIT + "?"),
          FLAGS);

  /** "90 % sure". */
  private static final Pattern BEFORE =
      Pattern.compile(
          NUMBER
              + UNIT
              + ("\\s{0,3}(?:" + NOUN + "(?![^\\n]{0,20}[:=])")
              + "|confident|certain|sure|likely|probable|chance)\\b",
          FLAGS);

  private static final Pattern PERCENTAGE = Pattern.compile(NUMBER + UNIT, FLAGS);
  private static final Pattern ALONE =
      Pattern.compile("\\W{0,9}?" + NUMBER + UNIT + "?\\W{0,9}", FLAGS);

  private VerbalConfidence() {}

  /**
   * Reads a text.
   *
   * @param text any text
   * @return from 0 to 1; empty where no confidence is stated
   */
  public static OptionalDouble of(String text) {
    Stated last = last(BEHIND, text).later(last(BEFORE, text));
    if (last.value().isEmpty()) {
      Matcher alone = ALONE.matcher(text.strip());
      last = alone.matches() ? Stated.of(alone) : percentage(text);
    }
    return last.value();
  }

  private static Stated last(Pattern pattern, String text) {
    Stated last = Stated.NOTHING;
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      last = last.later(Stated.of(matcher));
    }
    return last;
  }

  private static Stated percentage(String text) {
    Stated last = Stated.NOTHING;
    Matcher matcher = PERCENTAGE.matcher(text);
    while (matcher.find()) {
      if (matcher.group("percent") != null) {
        last = Stated.of(matcher);
      }
    }
    return last;
  }

  /** A number and where it stands. */
  private record Stated(int position, OptionalDouble value) {
    static final Stated NOTHING = new Stated(-1, OptionalDouble.empty());

    static Stated of(Matcher matcher) {
      double number = Double.parseDouble(matcher.group("number").replace(',', '.'));
      String whole = matcher.group("whole");
      double divisor = 1;
      if (whole != null) {
        divisor = Double.parseDouble(whole);
      } else if (matcher.group("percent") != null || number > 1) {
        divisor = 100;
      }
      if (divisor == 0) {
        return NOTHING;
      }
      double share = matcher.group("sign") == null ? number / divisor : 0;
      return new Stated(matcher.start("number"), OptionalDouble.of(Math.min(1, share)));
    }

    Stated later(Stated other) {
      return other.position > position ? other : this;
    }
  }
}
