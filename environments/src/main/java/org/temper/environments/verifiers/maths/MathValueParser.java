package org.temper.environments.verifiers.maths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.temper.environments.verifiers.maths.MathToken.Kind;
import org.temper.environments.verifiers.maths.MathValue.Relation;
import org.temper.environments.verifiers.maths.MathValue.Several;
import org.temper.environments.verifiers.maths.MathValue.Single;

/** A reader of answers: numbers, expressions, tuples, intervals, sets, matrices and relations. */
final class MathValueParser {
  /** The most characters of an answer. */
  static final int MAX_LENGTH = 500;

  private static final int MAX_DEPTH = 20;
  private static final int MAX_SIGNS = 3;
  private static final Set<String> RELATIONS = ImmutableSet.of("=", "!=", "<", "<=", ">", ">=");

  private MathValueParser() {}

  /** The value that a text states; empty where it is none that is read here. */
  static Optional<MathValue> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      Optional<List<MathToken>> tokens = MathTokens.of(ending(text.strip()));
      return tokens.isEmpty() ? Optional.empty() : Optional.of(list(withoutUnits(tokens.get()), 0));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  /** Without the punctuation that ends a sentence. */
  private static String ending(String text) {
    int end = text.length();
    while (end > 0 && ".,;:!".indexOf(text.charAt(end - 1)) >= 0 && !text.endsWith("\\!")) {
      // A factorial stays.
      if (text.charAt(end - 1) == '!'
          && end > 1
          && Character.isLetterOrDigit(text.charAt(end - 2))) {
        break;
      }
      end--;
    }
    return text.substring(0, end);
  }

  /** Without words after a value, and without their exponents. */
  private static List<MathToken> withoutUnits(List<MathToken> tokens) throws UnreadableException {
    List<MathToken> kept = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() != Kind.WORDS) {
        kept.add(tokens.get(i));
      } else if (kept.isEmpty() || isOperator(kept.get(kept.size() - 1))) {
        throw new UnreadableException();
      } else {
        i += exponentAfter(tokens, i);
        MathToken next =
            i + 1 < tokens.size() ? tokens.get(i + 1) : new MathToken(Kind.SYMBOL, ",");
        boolean ends =
            next.kind() == Kind.WORDS
                || next.is(",")
                || next.is(")")
                || next.is("]")
                || next.is("}")
                || (next.is("/")
                    && i + 2 < tokens.size()
                    && tokens.get(i + 2).kind() == Kind.WORDS);
        if (!ends) {
          throw new UnreadableException();
        }
        i += next.is("/") ? 2 : 0;
      }
    }
    return kept;
  }

  private static boolean isOperator(MathToken token) {
    return token.kind() == Kind.SYMBOL && "+-*/^_=<>([{".contains(token.text());
  }

  private static int exponentAfter(List<MathToken> tokens, int index) {
    if (index + 2 >= tokens.size() || !tokens.get(index + 1).is("^")) {
      return 0;
    }
    return tokens.get(index + 2).is("{") ? 4 : 2;
  }

  /** Values between commas; one alone is itself. */
  private static MathValue list(List<MathToken> tokens, int depth) throws UnreadableException {
    ImmutableList.Builder<MathValue> values = ImmutableList.builder();
    for (List<MathToken> part : split(tokens, token -> token.is(","))) {
      // "a, and b": an empty part stands between the comma and the word.
      if (!part.isEmpty()) {
        values.add(element(part, depth));
      }
    }
    List<MathValue> read = values.build();
    if (read.isEmpty()) {
      throw new UnreadableException();
    }
    return read.size() == 1 ? read.get(0) : new Several(Several.SET, read);
  }

  private static MathValue element(List<MathToken> tokens, int depth) throws UnreadableException {
    if (depth > MAX_DEPTH) {
      throw new UnreadableException();
    }
    List<List<MathToken>> member = split(tokens, token -> token.isCommand("in"));
    if (member.size() == 2) {
      return element(member.get(1), depth + 1);
    }
    List<List<MathToken>> sides =
        split(tokens, token -> token.kind() == Kind.SYMBOL && RELATIONS.contains(token.text()));
    if (sides.size() > 1) {
      return relation(tokens, sides, depth);
    }
    List<List<MathToken>> union = split(tokens, token -> token.isCommand("cup"));
    if (union.size() > 1) {
      ImmutableList.Builder<MathValue> pieces = ImmutableList.builder();
      for (List<MathToken> piece : union) {
        pieces.add(element(piece, depth + 1));
      }
      return new Several(Several.UNION, pieces.build());
    }
    long signs = tokens.stream().filter(token -> token.isCommand("pm")).count();
    if (signs > 0 && signs <= MAX_SIGNS) {
      return new Several(
          Several.SET,
          List.of(
              element(withSign(tokens, "+"), depth + 1),
              element(withSign(tokens, "-"), depth + 1)));
    }
    return bracketed(tokens, depth);
  }

  private static List<MathToken> withSign(List<MathToken> tokens, String sign) {
    return tokens.stream()
        .map(token -> token.isCommand("pm") ? new MathToken(Kind.SYMBOL, sign) : token)
        .toList();
  }

  /**
   * The last two sides of a chain of equations; a single inequality, turned to its smaller side.
   */
  private static MathValue relation(List<MathToken> tokens, List<List<MathToken>> sides, int depth)
      throws UnreadableException {
    List<String> signs = new ArrayList<>();
    int from = 0;
    for (int i = 0; i + 1 < sides.size(); i++) {
      from += sides.get(i).size();
      signs.add(tokens.get(from++).text());
    }
    boolean equations = signs.stream().allMatch("="::equals);
    if (!equations && signs.size() > 1) {
      throw new UnreadableException();
    }
    MathValue left = element(sides.get(sides.size() - 2), depth + 1);
    MathValue right = element(sides.get(sides.size() - 1), depth + 1);
    String sign = signs.get(signs.size() - 1);
    return sign.startsWith(">")
        ? new Relation(sign.replace('>', '<'), right, left)
        : new Relation(sign, left, right);
  }

  private static MathValue bracketed(List<MathToken> tokens, int depth) throws UnreadableException {
    if (tokens.size() < 3 || close(tokens) != tokens.size() - 1) {
      return new Single(ExpressionParser.parse(tokens));
    }
    String brackets = tokens.get(0).text() + tokens.get(tokens.size() - 1).text();
    List<MathToken> inner = tokens.subList(1, tokens.size() - 1);
    if (brackets.equals("beginend")) {
      return matrix(inner, depth);
    }
    List<List<MathToken>> parts = split(inner, token -> token.is(","));
    boolean set = brackets.equals("\\{\\}");
    if (parts.size() == 1 && !set) {
      return new Single(ExpressionParser.parse(tokens));
    }
    ImmutableList.Builder<MathValue> values = ImmutableList.builder();
    for (List<MathToken> part : parts) {
      values.add(element(part, depth + 1));
    }
    return new Several(set ? Several.SET : brackets, values.build());
  }

  private static MathValue matrix(List<MathToken> inner, int depth) throws UnreadableException {
    ImmutableList.Builder<MathValue> rows = ImmutableList.builder();
    for (List<MathToken> row : split(inner, token -> token.is("\\\\"))) {
      if (!row.isEmpty()) {
        ImmutableList.Builder<MathValue> cells = ImmutableList.builder();
        for (List<MathToken> cell : split(row, token -> token.is("&"))) {
          cells.add(element(cell, depth + 1));
        }
        rows.add(new Several(Several.MATRIX, cells.build()));
      }
    }
    return new Several(Several.MATRIX, rows.build());
  }

  private static int step(MathToken token) {
    if (token.kind() != Kind.SYMBOL) {
      return 0;
    }
    return switch (token.text()) {
      case "(", "[", "{", "\\{", "begin" -> 1;
      case ")", "]", "}", "\\}", "end" -> -1;
      default -> 0;
    };
  }

  /** Where the bracket that the tokens begin with is closed; -1 where they begin with none. */
  private static int close(List<MathToken> tokens) {
    int open = 0;
    for (int i = 0; i < tokens.size(); i++) {
      open += step(tokens.get(i));
      if (open <= 0) {
        return i == 0 ? -1 : i;
      }
    }
    return -1;
  }

  private static List<List<MathToken>> split(
      List<MathToken> tokens, Predicate<MathToken> separates) {
    List<List<MathToken>> parts = new ArrayList<>();
    int open = 0;
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      open += step(tokens.get(i));
      if (open == 0 && separates.test(tokens.get(i))) {
        parts.add(tokens.subList(start, i));
        start = i + 1;
      }
    }
    parts.add(tokens.subList(start, tokens.size()));
    return parts;
  }
}
