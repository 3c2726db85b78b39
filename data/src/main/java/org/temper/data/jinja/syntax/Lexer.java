package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.values.Characters;
import org.temper.data.jinja.values.Numbers;

/**
 * The tokens of a source. The first line break after a statement or comment is dropped, and so is
 * white space between a line's beginning and a statement or comment; {@code -} in a tag drops all
 * white space on its side, {@code +} keeps it.
 */
final class Lexer {
  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r");

  private static final Pattern FLOAT =
      Pattern.compile(
          "(?<!\\.)(?:[0-9]+_)*[0-9]+"
              + "(?:(?:\\.(?:[0-9]+_)*[0-9]+)?[eE][+\\-]?(?:[0-9]+_)*[0-9]+"
              + "|\\.(?:[0-9]+_)*[0-9]+)");

  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*");

  private static final ImmutableList<String> OPERATORS =
      ImmutableList.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String name;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int counted;

  /** Whether what was read last ends a line, as the beginning of the source does. */
  private boolean lineStarting = true;

  private Lexer(String name, String source) {
    this.name = name;
    String text = LINE_BREAK.matcher(source).replaceAll("\n");
    this.source = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Reads a source.
   *
   * @throws TemplateException if it is malformed
   */
  static List<Token> read(String name, String source) {
    Lexer lexer = new Lexer(name, source);
    lexer.text();
    lexer.add(Token.Type.END, "");
    return lexer.tokens;
  }

  private void add(Token.Type type, Object value) {
    tokens.add(new Token(line, type, value));
  }

  private TemplateException fault(String message) {
    return new TemplateException(name, line, message);
  }

  /** Goes on to a position, counting lines. */
  private void advance(int to) {
    for (; counted < to; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
    if (to > position) {
      lineStarting = source.charAt(to - 1) == '\n';
    }
    position = to;
  }

  private boolean at(int index, String text) {
    return source.startsWith(text, index);
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && Characters.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Everything outside of tags, and the tags by the way. */
  private void text() {
    while (position < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        add(Token.Type.DATA, source.substring(position));
        advance(source.length());
        return;
      }
      char kind = source.charAt(tag + 1);
      int inside = tag + 2;
      char sign = inside < source.length() ? source.charAt(inside) : ' ';
      if (sign == '-' || sign == '+') {
        inside++;
      }
      data(stripped(source.substring(position, tag), sign, kind != '{'));
      int raw = kind == '%' ? rawBegin(inside) : -1;
      advance(raw < 0 ? inside : raw);
      if (raw >= 0) {
        raw();
      } else if (kind == '#') {
        comment();
      } else {
        code(kind == '%' ? Token.Type.BLOCK_BEGIN : Token.Type.VARIABLE_BEGIN);
      }
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', position);
        i >= 0 && i + 1 < source.length();
        i = source.indexOf('{', i + 1)) {
      char next = source.charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Token.Type.DATA, text);
    }
  }

  /** Text before a tag. */
  private String stripped(String text, char sign, boolean ofBlock) {
    if (sign == '-') {
      return Characters.stripEnd(text);
    }
    if (sign != '+' && ofBlock) {
      int start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || lineStarting) && Characters.isSpace(text.substring(start))) {
        return text.substring(0, start);
      }
    }
    return text;
  }

  /** The end of {@code raw -%}} from a position after the tag's sign, or -1. */
  private int rawBegin(int from) {
    int word = skipSpace(from);
    if (!at(word, "raw")) {
      return -1;
    }
    int end = skipSpace(word + "raw".length());
    if (at(end, "-%}")) {
      return skipSpace(end + "-%}".length());
    }
    return at(end, "%}") ? end + "%}".length() : -1;
  }

  private void raw() {
    for (int i = source.indexOf("{%", position); i >= 0; i = source.indexOf("{%", i + 1)) {
      int inside = i + 2;
      char sign = inside < source.length() ? source.charAt(inside) : ' ';
      if (sign == '-' || sign == '+') {
        inside++;
      }
      int word = skipSpace(inside);
      if (at(word, "endraw")) {
        int end = end(skipSpace(word + "endraw".length()), "%}");
        if (end >= 0) {
          data(stripped(source.substring(position, i), sign, true));
          advance(end);
          return;
        }
      }
    }
    if (position < source.length()) {
      throw fault("Missing end of raw directive");
    }
  }

  private void comment() {
    for (int i = position; i < source.length(); i++) {
      int end = end(i, "#}");
      if (end >= 0) {
        advance(end);
        return;
      }
    }
    if (position < source.length()) {
      throw fault("Missing end of comment tag");
    }
  }

  /** The position after the end of a statement or comment that is at a position, or -1. */
  private int end(int at, String end) {
    if (at(at, "-" + end)) {
      return skipSpace(at + 1 + end.length());
    }
    if (at(at, "+" + end)) {
      return at + 1 + end.length();
    }
    if (at(at, end)) {
      int after = at + end.length();
      return at(after, "\n") ? after + 1 : after;
    }
    return -1;
  }

  private int variableEnd(int at) {
    if (at(at, "-}}")) {
      return skipSpace(at + "-}}".length());
    }
    return at(at, "}}") ? at + "}}".length() : -1;
  }

  /** The tokens of a tag, to its end. */
  private void code(Token.Type begin) {
    add(begin, "");
    Deque<String> open = new ArrayDeque<>();
    while (position < source.length()) {
      if (open.isEmpty()) {
        boolean block = begin == Token.Type.BLOCK_BEGIN;
        int end = block ? end(position, "%}") : variableEnd(position);
        if (end >= 0) {
          add(block ? Token.Type.BLOCK_END : Token.Type.VARIABLE_END, "");
          advance(end);
          return;
        }
      }
      token(open);
    }
  }

  private void token(Deque<String> open) {
    int space = skipSpace(position);
    if (space > position) {
      advance(space);
      return;
    }
    char c = source.charAt(position);
    if (isDigit(c) && (number(FLOAT) || number(INTEGER))) {
      return;
    }
    if (Characters.isWord(source.codePointAt(position))) {
      word();
    } else if (c == '\'' || c == '"') {
      string(c);
    } else {
      operator(open);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean number(Pattern pattern) {
    Matcher matcher = pattern.matcher(source).region(position, source.length());
    matcher.useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return false;
    }
    String digits = matcher.group().replace("_", "");
    if (pattern == FLOAT) {
      add(Token.Type.NUMBER, Double.parseDouble(digits));
    } else {
      if (digits.length() > Numbers.MAX_DIGITS) {
        throw fault("integers of more than " + Numbers.MAX_DIGITS + " digits are out of bounds");
      }
      add(Token.Type.NUMBER, integer(digits));
    }
    advance(matcher.end());
    return true;
  }

  private static Object integer(String digits) {
    char kind = digits.length() > 1 ? Character.toLowerCase(digits.charAt(1)) : '0';
    int radix =
        switch (kind) {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'x' -> 16;
          default -> 10;
        };
    return Numbers.of(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
  }

  private void word() {
    int end = position;
    while (end < source.length() && Characters.isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    String word = source.substring(position, end);
    if (!Character.isUnicodeIdentifierStart(word.codePointAt(0)) && word.charAt(0) != '_') {
      throw fault("Invalid character in identifier");
    }
    add(Token.Type.NAME, word);
    advance(end);
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw unexpected();
    }
    String text = source.substring(position + 1, end);
    try {
      add(Token.Type.STRING, text.indexOf('\\') < 0 ? text : Escapes.decode(text));
    } catch (IllegalArgumentException malformed) {
      throw fault(String.valueOf(malformed.getMessage()));
    }
    advance(end + 1);
  }

  private void operator(Deque<String> open) {
    String operator =
        OPERATORS.stream()
            .filter(candidate -> at(position, candidate))
            .findFirst()
            .orElseThrow(this::unexpected);
    switch (operator) {
      case "{" -> open.push("}");
      case "(" -> open.push(")");
      case "[" -> open.push("]");
      case "}", ")", "]" -> {
        if (open.isEmpty()) {
          throw fault("unexpected '" + operator + "'");
        }
        String expected = open.pop();
        if (!expected.equals(operator)) {
          throw fault("unexpected '" + operator + "', expected '" + expected + "'");
        }
      }
      default -> {}
    }
    add(Token.Type.OPERATOR, operator);
    advance(position + operator.length());
  }

  private TemplateException unexpected() {
    return fault("unexpected character '" + Character.toString(source.codePointAt(position)) + "'");
  }
}
