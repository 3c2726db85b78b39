package org.temper.environments.verifiers.maths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.environments.verifiers.maths.Expression.Operation;
import org.temper.environments.verifiers.maths.MathToken.Kind;

/** A reader of one expression from its tokens. */
final class ExpressionParser {
  private static final int MAX_DEPTH = 60;
  private static final MathToken END = new MathToken(Kind.SYMBOL, "");
  private static final Map<String, Operation> FUNCTIONS =
      ImmutableMap.<String, Operation>builder()
          .put("sin", Operation.SIN)
          .put("cos", Operation.COS)
          .put("tan", Operation.TAN)
          .put("cot", Operation.COT)
          .put("sec", Operation.SEC)
          .put("csc", Operation.CSC)
          .put("arcsin", Operation.ARCSIN)
          .put("arccos", Operation.ARCCOS)
          .put("arctan", Operation.ARCTAN)
          .put("ln", Operation.LN)
          .put("log", Operation.LOG)
          .put("exp", Operation.EXP)
          .put("abs", Operation.ABSOLUTE)
          .buildOrThrow();
  private static final Set<String> NO_ATOMS = ImmutableSet.of("pm", "cup", "in", "rfloor", "rceil");
  private static final Expression TEN = new Expression.Fraction(Rational.of(10));

  private final List<MathToken> tokens;
  private int position;
  private int depth;
  private boolean withinBars;

  private ExpressionParser(List<MathToken> tokens) {
    this.tokens = new ArrayList<>(tokens);
  }

  static Expression parse(List<MathToken> tokens) throws UnreadableException {
    ExpressionParser parser = new ExpressionParser(tokens);
    Expression read = parser.sum();
    if (parser.position < parser.tokens.size()) {
      throw new UnreadableException();
    }
    return read;
  }

  private MathToken peek(int ahead) {
    return position + ahead < tokens.size() ? tokens.get(position + ahead) : END;
  }

  private boolean skips(String symbol) {
    boolean next = peek(0).is(symbol);
    position += next ? 1 : 0;
    return next;
  }

  private void expect(String symbol) throws UnreadableException {
    if (!skips(symbol)) {
      throw new UnreadableException();
    }
  }

  private Expression sum() throws UnreadableException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableException();
    }
    Expression sum = signed();
    while (peek(0).is("+") || peek(0).is("-")) {
      sum = Expression.apply(Operation.PLUS, sum, signed());
    }
    depth--;
    return sum;
  }

  /** A product with the signs before it. */
  private Expression signed() throws UnreadableException {
    boolean negative = false;
    while (peek(0).is("+") || peek(0).is("-")) {
      negative ^= peek(0).is("-");
      position++;
    }
    Expression product = product();
    return negative ? Expression.apply(Operation.NEGATED, product) : product;
  }

  private Expression product() throws UnreadableException {
    Expression product = mixed();
    while (true) {
      if (skips("*")) {
        product = Expression.apply(Operation.TIMES, product, factor());
      } else if (skips("/")) {
        product = over(product, factor());
      } else if (startsAtom() && peek(0).kind() != Kind.NUMBER) {
        product = Expression.apply(Operation.TIMES, product, power());
      } else {
        return product;
      }
    }
  }

  /** A factor that may have a sign, as in 2 × −3. */
  private Expression factor() throws UnreadableException {
    if (skips("-")) {
      return Expression.apply(Operation.NEGATED, power());
    }
    return power();
  }

  private static Expression over(Expression above, Expression below) {
    return Expression.apply(Operation.TIMES, above, Expression.apply(Operation.INVERSE, below));
  }

  /** A power, or a whole number with a fraction after it, which is added. */
  private Expression mixed() throws UnreadableException {
    if (isWhole(peek(0)) && peek(1).isCommand("frac")) {
      Expression whole = atom();
      return Expression.apply(Operation.PLUS, whole, power());
    }
    if (isWhole(peek(0)) && isWhole(peek(1)) && peek(2).is("/") && isWhole(peek(3))) {
      Expression whole = atom();
      Expression above = atom();
      position++;
      return Expression.apply(Operation.PLUS, whole, over(above, atom()));
    }
    return power();
  }

  private static boolean isWhole(MathToken token) {
    return token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit);
  }

  private boolean startsAtom() {
    MathToken next = peek(0);
    return switch (next.kind()) {
      case NUMBER, VARIABLE -> true;
      case COMMAND -> !NO_ATOMS.contains(next.text());
      case WORDS -> false;
      case SYMBOL -> next.is("(") || next.is("{") || next.is("[") || (next.is("|") && !withinBars);
    };
  }

  private Expression power() throws UnreadableException {
    Expression base = atom();
    while (skips("!")) {
      base = Expression.apply(Operation.FACTORIAL, base);
    }
    return skips("^") ? Expression.apply(Operation.POWER, base, exponent()) : base;
  }

  private Expression exponent() throws UnreadableException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableException();
    }
    Expression exponent = skips("-") ? Expression.apply(Operation.NEGATED, power()) : power();
    depth--;
    return exponent;
  }

  private Expression atom() throws UnreadableException {
    MathToken next = peek(0);
    position++;
    return switch (next.kind()) {
      case NUMBER -> number(next.text());
      case VARIABLE -> variable(next.text());
      case COMMAND -> command(next.text());
      case WORDS, SYMBOL -> next.is("|") ? bars() : enclosed(closing(next));
    };
  }

  private Expression number(String digits) throws UnreadableException {
    if (peek(0).is("_")) {
      // Digits in another base are not read as a number.
      throw new UnreadableException();
    }
    return new Expression.Fraction(Rational.of(new BigDecimal(digits)));
  }

  private static String closing(MathToken open) throws UnreadableException {
    return switch (open.kind() == Kind.SYMBOL ? open.text() : "") {
      case "(" -> ")";
      case "[" -> "]";
      case "{" -> "}";
      default -> throw new UnreadableException();
    };
  }

  private Expression enclosed(String close) throws UnreadableException {
    boolean outside = withinBars;
    withinBars = false;
    Expression inner = sum();
    withinBars = outside;
    expect(close);
    return inner;
  }

  private Expression bars() throws UnreadableException {
    withinBars = true;
    Expression inner = sum();
    withinBars = false;
    expect("|");
    return Expression.apply(Operation.ABSOLUTE, inner);
  }

  private Expression variable(String name) throws UnreadableException {
    if (name.equals("e")) {
      return new Expression.Constant(Math.E);
    }
    if (!skips("_")) {
      return new Expression.Variable(name);
    }
    StringBuilder subscripted = new StringBuilder(name).append('_');
    if (skips("{")) {
      while (!skips("}")) {
        if (peek(0).equals(END)) {
          throw new UnreadableException();
        }
        subscripted.append(peek(0).text());
        position++;
      }
    } else {
      subscripted.append(peek(0).text());
      position++;
    }
    return new Expression.Variable(subscripted.toString());
  }

  private Expression command(String name) throws UnreadableException {
    return switch (name) {
      case "pi" -> new Expression.Constant(Math.PI);
      case "infty" -> new Expression.Constant(Double.POSITIVE_INFINITY);
      case "frac" -> over(argument(), argument());
      case "binom" -> Expression.apply(Operation.BINOMIAL, argument(), argument());
      case "sqrt" -> root();
      case "lfloor" -> rounded(Operation.FLOOR, "rfloor");
      case "lceil" -> rounded(Operation.CEILING, "rceil");
      default -> function(name);
    };
  }

  private Expression rounded(Operation operation, String close) throws UnreadableException {
    Expression inner = sum();
    if (!peek(0).isCommand(close)) {
      throw new UnreadableException();
    }
    position++;
    return Expression.apply(operation, inner);
  }

  private Expression root() throws UnreadableException {
    Expression degree = new Expression.Fraction(Rational.of(2));
    if (skips("[")) {
      degree = enclosed("]");
    }
    return Expression.apply(Operation.ROOT, atom(), degree);
  }

  /** What a command is given: a group, or the next digit or name. */
  private Expression argument() throws UnreadableException {
    MathToken next = peek(0);
    if (next.kind() == Kind.NUMBER && next.text().length() > 1 && isWhole(next)) {
      tokens.set(position, new MathToken(Kind.NUMBER, next.text().substring(1)));
      return new Expression.Fraction(Rational.of(new BigDecimal(next.text().substring(0, 1))));
    }
    return atom();
  }

  private Expression function(String name) throws UnreadableException {
    @Nullable Operation operation = FUNCTIONS.get(name);
    if (operation == null) {
      throw new UnreadableException();
    }
    Expression base = operation == Operation.LOG && skips("_") ? argument() : TEN;
    @Nullable Expression exponent = skips("^") ? exponent() : null;
    Expression given = given();
    Expression applied =
        operation == Operation.LOG
            ? Expression.apply(operation, given, base)
            : Expression.apply(operation, given);
    return exponent == null ? applied : Expression.apply(Operation.POWER, applied, exponent);
  }

  /** What a function is applied to: brackets, or the product after it up to another function. */
  private Expression given() throws UnreadableException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableException();
    }
    boolean brackets = peek(0).is("(") || peek(0).is("{") || peek(0).is("[");
    Expression given = brackets ? atom() : power();
    while (!brackets
        && startsAtom()
        && !FUNCTIONS.containsKey(peek(0).text())
        && !peek(0).is("(")) {
      given = Expression.apply(Operation.TIMES, given, power());
    }
    depth--;
    return given;
  }
}
