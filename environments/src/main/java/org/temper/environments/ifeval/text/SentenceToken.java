package org.temper.environments.ifeval.text;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A token of the text around a possible end of a sentence: a word with its period, an ellipsis,
 * dashes, or another punctuation mark.
 *
 * @param text its characters, at least one
 */
record SentenceToken(String text) {
  private static final Pattern NUMBER = Pattern.compile("-?[.,]?\\p{Nd}[\\p{Nd},.-]*+");

  /** What cannot begin a word. */
  private static final String NOT_FIRST = "(\"`{[:;&#*@)}]-,";

  /** What cannot stand within a word. */
  private static final String NOT_WITHIN = ")\";}]*:@'({[?!";

  /** Whether a character ends the word before it. */
  static boolean endsWord(char c) {
    return NOT_WITHIN.indexOf(c) >= 0;
  }

  /** The tokens of a text. */
  static List<SentenceToken> of(String text) {
    ImmutableList.Builder<SentenceToken> tokens = ImmutableList.builder();
    for (String line : text.split("\n", -1)) {
      int i = 0;
      while (i < line.length()) {
        if (UnicodeText.isSpace(line.charAt(i))) {
          i++;
          continue;
        }
        int end = end(line, i);
        tokens.add(new SentenceToken(line.substring(i, end)));
        i = end;
      }
    }
    return tokens.build();
  }

  /** Where the token that begins at a position ends. */
  private static int end(String line, int start) {
    int end = endOfMarks(line, start);
    if (end > start) {
      return end;
    }
    end = start + Character.charCount(line.codePointAt(start));
    if (NOT_FIRST.indexOf(line.charAt(start)) < 0) {
      while (!wordEnds(line, end)) {
        end += Character.charCount(line.codePointAt(end));
      }
    }
    return end;
  }

  private static boolean wordEnds(String line, int i) {
    return isBoundary(line, i) || (line.charAt(i) == ',' && isBoundary(line, i + 1));
  }

  private static boolean isBoundary(String line, int i) {
    return i >= line.length()
        || UnicodeText.isSpace(line.charAt(i))
        || endsWord(line.charAt(i))
        || endOfMarks(line, i) > i;
  }

  /** Where dashes or periods, two of a kind or more, end that begin at a position. */
  private static int endOfMarks(String line, int start) {
    char mark = line.charAt(start);
    if (mark != '-' && mark != '.') {
      return start;
    }
    int end = start + 1;
    while (end < line.length() && line.charAt(end) == mark) {
      end++;
    }
    if (end - start >= 2) {
      return end;
    }
    return mark == '.' ? endOfSpacedPeriods(line, start) : start;
  }

  /** Where three periods or more with a space between any two end that begin at a position. */
  private static int endOfSpacedPeriods(String line, int start) {
    int last = start;
    while (last + 2 < line.length()
        && UnicodeText.isSpace(line.charAt(last + 1))
        && line.charAt(last + 2) == '.') {
      last += 2;
    }
    return last - start >= 4 ? last + 1 : start;
  }

  boolean endsInPeriod() {
    return text.endsWith(".");
  }

  /** Whether it is periods alone, two or more. */
  boolean isEllipsis() {
    return text.length() > 1 && text.chars().allMatch(c -> c == '.');
  }

  /** Whether it is one letter and a period. */
  boolean isInitial() {
    int first = text.codePointAt(0);
    return text.length() == Character.charCount(first) + 1
        && endsInPeriod()
        && UnicodeText.isWord(first)
        && !Character.isDigit(first);
  }

  /** Its word in small letters, without a period at its end; one word for all numbers. */
  String type() {
    String small = wholeType();
    return small.length() > 1 && small.endsWith(".")
        ? small.substring(0, small.length() - 1)
        : small;
  }

  /** Its word in small letters, with the period that it may end in; one word for all numbers. */
  String wholeType() {
    return isNumber() ? "##number##" : text.toLowerCase(Locale.ROOT);
  }

  boolean isNumber() {
    return NUMBER.matcher(text).matches();
  }

  boolean isCapitalized() {
    return Character.isUpperCase(text.codePointAt(0));
  }

  boolean beginsSmall() {
    return Character.isLowerCase(text.codePointAt(0));
  }
}
