package org.temper.environments.verifiers.maths;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer that a solution states.
 *
 * @param source where it says so
 * @param text the answer as it is written
 */
record StatedAnswer(Source source, String text) {
  private static final String MARKER = "####";
  private static final Pattern BOX = Pattern.compile("\\\\f?box(?:ed)?\\s{0,9}(?:\\{|([\\d.]+))");
  private static final Pattern PHRASE =
      Pattern.compile("(?i)\\banswer\\s{0,9}(?:\\*\\*)?(?:is|:|=)\\s{0,9}(?:\\*\\*)?:?");
  private static final Pattern SENTENCE_END = Pattern.compile("\\.(?=\\s|\\*|$)|\n");
  private static final Pattern FORMULA =
      Pattern.compile(
          "\\$\\$?([^$]{1,500})\\$|\\\\\\[(.{1,500}?)\\\\\\]|\\\\\\((.{1,500}?)\\\\\\)",
          Pattern.DOTALL);

  /** Where an answer is stated, from the plainest to the vaguest. */
  enum Source {
    /** In a box. */
    BOX,
    /** After the last marker {@code ####}, on its line. */
    MARKER,
    /** After the last "answer is" or "answer:", to the end of its sentence. */
    PHRASE,
    /** In the last formula. */
    FORMULA,
    /** Nowhere in particular. */
    WHOLE
  }

  static StatedAnswer of(String text) {
    Optional<StatedAnswer> box = box(text);
    int marker = text.lastIndexOf(MARKER);
    if (marker >= 0 && text.lastIndexOf("box") < marker) {
      String line = text.substring(marker + MARKER.length()).lines().findFirst().orElse("");
      if (!line.isBlank()) {
        return new StatedAnswer(Source.MARKER, line.strip());
      }
    }
    return box.or(() -> phrase(text))
        .or(() -> formula(text))
        .orElseGet(() -> new StatedAnswer(Source.WHOLE, text));
  }

  /** The last box that is closed. */
  private static Optional<StatedAnswer> box(String text) {
    Optional<StatedAnswer> last = Optional.empty();
    Matcher box = BOX.matcher(text);
    while (box.find()) {
      if (box.group(1) != null) {
        last = Optional.of(new StatedAnswer(Source.BOX, box.group(1)));
      } else {
        int end = closing(text, box.end());
        if (end < 0) {
          return last;
        }
        last = Optional.of(new StatedAnswer(Source.BOX, text.substring(box.end(), end)));
        box.region(end, text.length());
      }
    }
    return last;
  }

  /** Where the brace before a position is closed. */
  private static int closing(String text, int start) {
    int open = 1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        open++;
      } else if (c == '}' && --open == 0) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<StatedAnswer> phrase(String text) {
    int start = -1;
    Matcher phrase = PHRASE.matcher(text);
    while (phrase.find()) {
      start = phrase.end();
    }
    if (start < 0) {
      return Optional.empty();
    }
    Matcher end = SENTENCE_END.matcher(text.substring(start).stripLeading());
    String after = text.substring(start).stripLeading();
    String sentence = end.find() ? after.substring(0, end.start()) : after;
    String plain = sentence.replace("**", "").strip();
    return plain.isEmpty() ? Optional.empty() : Optional.of(new StatedAnswer(Source.PHRASE, plain));
  }

  private static Optional<StatedAnswer> formula(String text) {
    Optional<StatedAnswer> last = Optional.empty();
    Matcher formula = FORMULA.matcher(text);
    while (formula.find()) {
      for (int group = 1; group <= 3; group++) {
        String inner = formula.group(group);
        if (inner != null) {
          last = Optional.of(new StatedAnswer(Source.FORMULA, inner.strip()));
        }
      }
    }
    return last;
  }
}
