package org.temper.data.jinja.syntax;

/** Escapes of string literals. */
final class Escapes {
  private Escapes() {}

  /**
   * The text of a literal. As in the reference implementation, what is not ASCII becomes an escape
   * first, so that a backslash before it stands for itself.
   *
   * @throws IllegalArgumentException if an escape is malformed
   */
  static String decode(String literal) {
    StringBuilder ascii = new StringBuilder();
    literal
        .codePoints()
        .forEach(
            point -> {
              if (point < 0x80) {
                ascii.append((char) point);
              } else if (point < 0x100) {
                ascii.append(String.format("\\x%02x", point));
              } else if (point < 0x10000) {
                ascii.append(String.format("\\u%04x", point));
              } else {
                ascii.append(String.format("\\U%08x", point));
              }
            });
    return unescape(ascii);
  }

  private static String unescape(CharSequence text) {
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      if (i == text.length()) {
        throw new IllegalArgumentException("\\ at end of string");
      }
      char kind = text.charAt(i++);
      switch (kind) {
        case '\n' -> {}
        case '\\', '\'', '"' -> plain.append(kind);
        case 'a' -> plain.append('\u0007');
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'v' -> plain.append('\u000b');
        case 'x' -> i = hexadecimal(text, i, 2, plain);
        case 'u' -> i = hexadecimal(text, i, 4, plain);
        case 'U' -> i = hexadecimal(text, i, 8, plain);
        case 'N' -> i = named(text, i, plain);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(text, i - 1, plain);
        default -> plain.append('\\').append(kind);
      }
    }
    return plain.toString();
  }

  private static int hexadecimal(CharSequence text, int from, int digits, StringBuilder plain) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("truncated escape of a character");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new IllegalArgumentException("illegal Unicode character");
    }
    plain.appendCodePoint((int) value);
    return from + digits;
  }

  private static int octal(CharSequence text, int from, StringBuilder plain) {
    int value = 0;
    int i = from;
    while (i < text.length() && i < from + 3 && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
      value = value * 8 + text.charAt(i++) - '0';
    }
    plain.append((char) value);
    return i;
  }

  private static int named(CharSequence text, int from, StringBuilder plain) {
    String rest = text.subSequence(from, text.length()).toString();
    int end = rest.indexOf('}');
    if (!rest.startsWith("{") || end < 0) {
      throw new IllegalArgumentException("malformed \\N character escape");
    }
    try {
      plain.appendCodePoint(Character.codePointOf(rest.substring(1, end)));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("unknown Unicode character name", unknown);
    }
    return from + end + 1;
  }
}
