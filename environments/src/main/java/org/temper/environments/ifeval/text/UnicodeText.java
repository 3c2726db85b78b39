package org.temper.environments.ifeval.text;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Unicode text with the character classes that IFEval's definitions rest on: those of Python's
 * {@code str} and {@code re}, which differ from Java's in what is white space and what is a word.
 */
public final class UnicodeText {

  /** A white space character, as a class of a regular expression. */
  public static final String SPACE =
      "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

  /** A character of a word, as a class of a regular expression: a letter, a number, or _. */
  public static final String WORD = "[\\p{L}\\p{N}_]";

  private UnicodeText() {}

  /**
   * Whether a character is white space.
   *
   * @param c the character
   * @return true also for the separators U+001C to U+001F, U+0085, and spaces that do not break
   */
  public static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r')
        || (c >= 0x1c && c <= ' ')
        || c == 0x85
        || c == 0xa0
        || (c > 0xff && Character.isSpaceChar(c));
  }

  /**
   * Whether a character belongs to a word.
   *
   * @param codePoint the character
   * @return true for letters, numbers and _; false for marks that combine
   */
  public static boolean isWord(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> codePoint == '_';
    };
  }

  /**
   * A text without the white space around it.
   *
   * @param text the text
   * @return what is left, may be empty
   */
  public static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /**
   * Whether a text holds nothing but white space.
   *
   * @param text the text
   * @return true also for an empty one
   */
  public static boolean isBlank(String text) {
    return text.chars().allMatch(c -> isSpace((char) c));
  }

  /**
   * A text's parts between white space.
   *
   * @param text the text
   * @return the parts, none of them empty
   */
  public static List<String> split(String text) {
    ImmutableList.Builder<String> parts = ImmutableList.builder();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (i > start) {
          parts.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return parts.build();
  }

  /**
   * The number of words: unbroken runs of letters, numbers and _.
   *
   * @param text the text
   * @return at least 0
   */
  public static int countWords(String text) {
    int words = 0;
    boolean within = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      boolean word = isWord(text.codePointAt(i));
      if (word && !within) {
        words++;
      }
      within = word;
    }
    return words;
  }

  /**
   * Whether a text is in capital letters.
   *
   * @param text the text
   * @return true if it has a capital letter, and no small or title-case one
   */
  public static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /**
   * Whether a text is in small letters.
   *
   * @param text the text
   * @return true if it has a small letter, and no capital or title-case one
   */
  public static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }
}
