package org.temper.environments.verifiers.calls;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/** A text in Python's syntax that is read from its beginning: its names, numbers and strings. */
final class PythonSource {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern WHOLE =
      Pattern.compile("0[xX][0-9a-fA-F]{1,500}|0[oO][0-7]{1,500}|0[bB][01]{1,500}");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:[0-9]{1,500}(?:_[0-9]{1,500}){0,50}(?:\\.[0-9]{0,500})?|\\.[0-9]{1,500})"
              + "(?:[eE][+-]?[0-9]{1,3})?(?![\\p{L}\\p{N}_.])");
  private static final Pattern QUOTE = Pattern.compile("([rRuU]?)('''|\"\"\"|'|\")");

  private final String text;
  private int position;

  PythonSource(String text) {
    this.text = text;
  }

  int position() {
    skipSpace();
    return position;
  }

  /** What stands from a position to here. */
  String since(int start) {
    return text.substring(start, position);
  }

  boolean isNext(char c) {
    skipSpace();
    return position < text.length() && text.charAt(position) == c;
  }

  boolean skips(char c) {
    boolean next = isNext(c);
    position += next ? 1 : 0;
    return next;
  }

  /** Skips a character that has to follow without space. */
  boolean skipsAtOnce(char c) {
    boolean next = position < text.length() && text.charAt(position) == c;
    position += next ? 1 : 0;
    return next;
  }

  boolean skipsPower() {
    skipSpace();
    boolean power = text.startsWith("**", position);
    position += power ? 2 : 0;
    return power;
  }

  /** Skips one of some characters, but no {@code **}; 0 where none follows. */
  char skipsAny(String characters) {
    skipSpace();
    if (position >= text.length()
        || characters.indexOf(text.charAt(position)) < 0
        || text.startsWith("**", position)) {
      return 0;
    }
    return text.charAt(position++);
  }

  void expect(char c) throws MalformedCallsException {
    if (!skips(c)) {
      throw malformed(String.valueOf(c));
    }
  }

  void expectEnd() throws MalformedCallsException {
    skipSpace();
    if (position < text.length()) {
      throw malformed("nothing more");
    }
  }

  String dottedName() throws MalformedCallsException {
    StringBuilder name = new StringBuilder(name());
    while (skips('.')) {
      name.append('.').append(name());
    }
    return name.toString();
  }

  private String name() throws MalformedCallsException {
    skipSpace();
    Matcher matcher = at(NAME);
    if (!matcher.lookingAt()) {
      throw malformed("a name");
    }
    position = matcher.end();
    return matcher.group();
  }

  /** The name of an argument, with the sign after it; nothing is read where there is none. */
  Optional<String> keyword() {
    skipSpace();
    int start = position;
    Matcher matcher = at(NAME);
    if (matcher.lookingAt()) {
      position = matcher.end();
      if (skips('=') && !isNext('=')) {
        return Optional.of(matcher.group());
      }
    }
    position = start;
    return Optional.empty();
  }

  /** A number or strings; nothing is read where there is neither. */
  Optional<PythonValue> literal() throws MalformedCallsException {
    skipSpace();
    if (text.startsWith("...", position)) {
      position += 3;
      return Optional.of(new PythonValue.Str("..."));
    }
    Matcher whole = at(WHOLE);
    if (whole.lookingAt()) {
      position = whole.end();
      int radix = Character.toLowerCase(whole.group().charAt(1)) == 'x' ? 16 : 8;
      return Optional.of(
          new PythonValue.Int(
              new BigInteger(
                  whole.group().substring(2),
                  Character.toLowerCase(whole.group().charAt(1)) == 'b' ? 2 : radix)));
    }
    Matcher number = at(NUMBER);
    if (number.lookingAt()) {
      position = number.end();
      return Optional.of(number(number.group().replace("_", "")));
    }
    StringBuilder joined = new StringBuilder();
    boolean any = false;
    for (Matcher quote = at(QUOTE); quote.lookingAt(); quote = at(QUOTE)) {
      position = quote.end();
      joined.append(string(quote.group(2), quote.group(1).equalsIgnoreCase("r")));
      any = true;
      skipSpace();
    }
    return any ? Optional.of(new PythonValue.Str(joined.toString())) : Optional.empty();
  }

  private PythonValue number(String digits) throws MalformedCallsException {
    if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      BigInteger value = new BigInteger(digits);
      if (digits.startsWith("0") && value.signum() != 0) {
        throw malformed("a number without zeros before it");
      }
      return new PythonValue.Int(value);
    }
    return new PythonValue.Floating(new BigDecimal(digits).doubleValue());
  }

  private String string(String quote, boolean raw) throws MalformedCallsException {
    StringBuilder value = new StringBuilder();
    while (!text.startsWith(quote, position)) {
      if (position >= text.length() || (quote.length() == 1 && text.charAt(position) == '\n')) {
        throw malformed("the string's end " + quote);
      }
      char c = text.charAt(position++);
      if (c != '\\' || position >= text.length()) {
        value.append(c);
      } else if (raw) {
        value.append(c).append(text.charAt(position++));
      } else {
        escape(value);
      }
    }
    position += quote.length();
    return value.toString();
  }

  private void escape(StringBuilder value) throws MalformedCallsException {
    char c = text.charAt(position++);
    switch (c) {
      case '\n' -> {}
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'a' -> value.append('\u0007');
      case 'v' -> value.append('\u000B');
      case '\\', '\'', '"' -> value.append(c);
      case 'x' -> value.append(hexadecimal(2));
      case 'u' -> value.append(hexadecimal(4));
      case 'U' -> value.append(hexadecimal(8));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int code = c - '0';
        for (int i = 0; i < 2 && position < text.length() && isOctal(text.charAt(position)); i++) {
          code = code * 8 + text.charAt(position++) - '0';
        }
        value.append((char) code);
      }
      default -> value.append('\\').append(c);
    }
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private String hexadecimal(int digits) throws MalformedCallsException {
    int end = Math.min(position + digits, text.length());
    String code = text.substring(position, end);
    if (code.length() < digits || !code.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw malformed(digits + " hexadecimal digits");
    }
    position = end;
    long point = Long.parseLong(code, 16);
    if (point > Character.MAX_CODE_POINT) {
      throw malformed("a character");
    }
    return Character.toString((int) point);
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(text).region(position, text.length()).useTransparentBounds(true);
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (c == '\\' && text.startsWith("\\\n", position)) {
        position += 2;
      } else if (" \t\r\n\f".indexOf(c) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  MalformedCallsException malformed(String expected) {
    return new MalformedCallsException(
        "expected "
            + expected
            + ", got "
            + (position < text.length()
                ? Excerpt.of(text.substring(position), 40)
                : "the text's end"));
  }
}
