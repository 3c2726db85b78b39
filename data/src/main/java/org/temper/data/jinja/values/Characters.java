package org.temper.data.jinja.values;

/** Classes of characters, as Python's texts and regular expressions have them. */
public final class Characters {
  private Characters() {}

  /**
   * Whether a character is white space.
   *
   * @param c a UTF-16 unit; all white space is in the basic plane
   * @return whether it is
   */
  public static boolean isSpace(char c) {
    return switch (c) {
      case ' ', '\u0085', '\u00a0', '\u1680', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000' ->
          true;
      default ->
          (c >= '\t' && c <= '\r')
              || (c >= '\u001c' && c <= '\u001f')
              || (c >= '\u2000' && c <= '\u200a');
    };
  }

  /**
   * Whether a text is white space alone, and not empty.
   *
   * @param text the text
   * @return whether it is
   */
  public static boolean isSpace(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isSpace((char) c));
  }

  /**
   * A text without white space at its beginning.
   *
   * @param text the text
   * @return its rest
   */
  public static String stripStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /**
   * A text without white space at its end.
   *
   * @param text the text
   * @return what is before
   */
  public static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /**
   * Whether a character may be part of a name.
   *
   * @param point its code point
   * @return whether it is a letter, a digit, an underscore, or joins them
   */
  public static boolean isWord(int point) {
    return point == '_' || Character.isLetterOrDigit(point) || isNumeric(point);
  }

  /**
   * Whether a line ends with a character.
   *
   * @param c a UTF-16 unit
   * @return whether it does
   */
  public static boolean isLineEnd(char c) {
    return switch (c) {
      case '\n', '\r', '\u000b', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028', '\u2029' ->
          true;
      default -> false;
    };
  }

  /** Whether {@code repr} shows a character as it is. */
  public static boolean isPrintable(int point) {
    return point == ' '
        || switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  public static boolean isDecimal(int point) {
    return Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER;
  }

  /** A decimal, or a digit that is raised, lowered or in a circle. */
  public static boolean isDigit(int point) {
    if (isDecimal(point)) {
      return true;
    }
    return switch (point) {
      case 0xb2, 0xb3, 0xb9, 0x2070, 0x24ea, 0x24ff, 0x19da -> true;
      default ->
          (point >= 0x2074 && point <= 0x2079)
              || (point >= 0x2080 && point <= 0x2089)
              || (point >= 0x1369 && point <= 0x1371)
              || (point >= 0x2460 && point <= 0x2468)
              || (point >= 0x2474 && point <= 0x247c)
              || (point >= 0x2488 && point <= 0x2490)
              || (point >= 0x24f5 && point <= 0x24fd)
              || (point >= 0x2776 && point <= 0x277e)
              || (point >= 0x2780 && point <= 0x2788)
              || (point >= 0x278a && point <= 0x2792)
              || (point >= 0x1f100 && point <= 0x1f10a);
    };
  }

  public static boolean isNumeric(int point) {
    int type = Character.getType(point);
    return isDigit(point) || type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
  }

  public static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }
}
