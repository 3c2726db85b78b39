package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.syntax.Expression.Attribute;
import org.temper.data.jinja.syntax.Expression.Binary;
import org.temper.data.jinja.syntax.Expression.Call;
import org.temper.data.jinja.syntax.Expression.CallArguments;
import org.temper.data.jinja.syntax.Expression.Comparison;
import org.temper.data.jinja.syntax.Expression.Concatenation;
import org.temper.data.jinja.syntax.Expression.Conditional;
import org.temper.data.jinja.syntax.Expression.Filter;
import org.temper.data.jinja.syntax.Expression.Items;
import org.temper.data.jinja.syntax.Expression.Keyword;
import org.temper.data.jinja.syntax.Expression.Literal;
import org.temper.data.jinja.syntax.Expression.Name;
import org.temper.data.jinja.syntax.Expression.Pairs;
import org.temper.data.jinja.syntax.Expression.Slice;
import org.temper.data.jinja.syntax.Expression.Subscript;
import org.temper.data.jinja.syntax.Expression.Test;
import org.temper.data.jinja.syntax.Expression.Unary;
import org.temper.data.jinja.values.None;

/** The grammar of expressions: from what binds least to what binds most. */
final class ExpressionParser {
  private static final ImmutableSet<String> COMPARISONS =
      ImmutableSet.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** An expression, a conditional one among them. */
  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.current().isName("if")) {
      int line = tokens.next().line();
      Expression condition = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Conditional(line, condition, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  /** An expression, or a tuple of them without parentheses. */
  Expression tuple() {
    return tuple(this::expression, "");
  }

  /** The same without conditional expressions; a word may end it. */
  Expression tupleUntil(String word) {
    return tuple(this::or, word);
  }

  private Expression tuple(Supplier<Expression> item, String end) {
    int line = tokens.line();
    List<Expression> items = new ArrayList<>();
    boolean isTuple = commaSeparated(items, item, end);
    if (items.isEmpty()) {
      throw tokens.fault("expected an expression, got " + tokens.current().describe());
    }
    return isTuple ? tuple(line, items) : items.get(0);
  }

  private static Items tuple(int line, List<Expression> items) {
    return new Items(line, Items.Kind.TUPLE, ImmutableList.copyOf(items));
  }

  /** Fills in items; returns whether there was a comma. */
  private boolean commaSeparated(List<Expression> items, Supplier<Expression> item, String end) {
    boolean comma = false;
    while (!isTupleEnd(end)) {
      items.add(item.get());
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    return comma;
  }

  /** Whether no further item of a tuple follows. */
  boolean isTupleEnd(String word) {
    Token token = tokens.current();
    return token.type() == Token.Type.VARIABLE_END
        || token.type() == Token.Type.BLOCK_END
        || token.isOperator(")")
        || (!word.isEmpty() && token.isName(word));
  }

  private Expression or() {
    Expression left = and();
    while (tokens.current().isName("or")) {
      left = new Binary(tokens.next().line(), "or", left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.current().isName("and")) {
      left = new Binary(tokens.next().line(), "and", left, not());
    }
    return left;
  }

  private Expression not() {
    if (tokens.current().isName("not")) {
      tokens.enter();
      Expression negated = new Unary(tokens.next().line(), "not", not());
      tokens.leave();
      return negated;
    }
    return comparison();
  }

  private Expression comparison() {
    int line = tokens.line();
    Expression first = sum();
    ImmutableList.Builder<String> operators = ImmutableList.builder();
    ImmutableList.Builder<Expression> operands = ImmutableList.builder();
    for (String operator = comparisonOperator();
        !operator.isEmpty();
        operator = comparisonOperator()) {
      operators.add(operator);
      operands.add(sum());
    }
    ImmutableList<String> all = operators.build();
    return all.isEmpty() ? first : new Comparison(line, first, all, operands.build());
  }

  /** Reads a comparison's operator, or nothing and gives an empty text. */
  private String comparisonOperator() {
    Token token = tokens.current();
    if (token.type() == Token.Type.OPERATOR && COMPARISONS.contains(token.value())) {
      return (String) tokens.next().value();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.following().isName("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return "";
  }

  private Expression sum() {
    return binary(this::concatenation, "+", "-");
  }

  private Expression concatenation() {
    int line = tokens.line();
    Expression first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    ImmutableList.Builder<Expression> parts = ImmutableList.<Expression>builder().add(first);
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Concatenation(line, parts.build());
  }

  private Expression product() {
    return binary(this::power, "*", "/", "//", "%");
  }

  private Expression power() {
    return binary(this::unary, "**");
  }

  private Expression binary(Supplier<Expression> operand, String... operators) {
    Expression left = operand.get();
    int chain = 0;
    while (isOneOf(operators)) {
      Token operator = tokens.next();
      if (++chain > 2 * TokenStream.MAX_DEPTH) {
        throw tokens.fault("more than " + chain + " operators in a row");
      }
      left = new Binary(operator.line(), (String) operator.value(), left, operand.get());
    }
    return left;
  }

  private boolean isOneOf(String... operators) {
    for (String operator : operators) {
      if (tokens.current().isOperator(operator)) {
        return true;
      }
    }
    return false;
  }

  private Expression unary() {
    return filtered(signed());
  }

  private Expression signed() {
    Token token = tokens.current();
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      tokens.enter();
      Expression value = new Unary(token.line(), (String) token.value(), signed());
      tokens.leave();
      return postfix(value);
    }
    return postfix(primary());
  }

  /** A literal, a variable, or something in brackets. */
  Expression primary() {
    Token token = tokens.current();
    int line = token.line();
    switch (token.type()) {
      case NAME -> {
        return name(tokens.next());
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.current().type() == Token.Type.STRING) {
          text.append(tokens.next().value());
        }
        // Equal literals are one object, which sameas tells.
        return new Literal(line, text.toString().intern());
      }
      case NUMBER -> {
        return new Literal(line, tokens.next().value());
      }
      default -> {}
    }
    tokens.enter();
    Expression value;
    if (tokens.skipOperator("(")) {
      value = parenthesized(line);
    } else if (tokens.skipOperator("[")) {
      value = list(line);
    } else if (tokens.skipOperator("{")) {
      value = dict(line);
    } else {
      throw tokens.fault("unexpected " + token.describe());
    }
    tokens.leave();
    return value;
  }

  private static Expression name(Token token) {
    String name = (String) token.value();
    return switch (name) {
      case "true", "True" -> new Literal(token.line(), true);
      case "false", "False" -> new Literal(token.line(), false);
      case "none", "None" -> new Literal(token.line(), None.NONE);
      default -> new Name(token.line(), name);
    };
  }

  private Expression parenthesized(int line) {
    List<Expression> items = new ArrayList<>();
    boolean comma = commaSeparated(items, this::expression, "");
    tokens.expectOperator(")");
    return comma || items.isEmpty() ? tuple(line, items) : items.get(0);
  }

  private Expression list(int line) {
    ImmutableList.Builder<Expression> items = ImmutableList.builder();
    while (!tokens.skipOperator("]")) {
      items.add(expression());
      if (!tokens.current().isOperator("]")) {
        tokens.expectOperator(",");
      }
    }
    return new Items(line, Items.Kind.LIST, items.build());
  }

  private Expression dict(int line) {
    ImmutableList.Builder<Expression> keys = ImmutableList.builder();
    ImmutableList.Builder<Expression> values = ImmutableList.builder();
    while (!tokens.skipOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.current().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Pairs(line, keys.build(), values.build());
  }

  private Expression postfix(Expression value) {
    Expression result = value;
    int chain = 0;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator(".")) {
        result = attribute(result);
      } else if (token.isOperator("[")) {
        result = subscript(result);
      } else if (token.isOperator("(")) {
        result = new Call(token.line(), result, arguments());
      } else {
        return result;
      }
      checkChain(++chain);
    }
  }

  private void checkChain(int length) {
    if (length > TokenStream.MAX_DEPTH) {
      throw tokens.fault("more than " + TokenStream.MAX_DEPTH + " calls and filters in a row");
    }
  }

  private Expression filtered(Expression value) {
    Expression result = value;
    int chain = 0;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator("|")) {
        tokens.next();
        result = filter(result);
      } else if (token.isName("is")) {
        result = test(result);
      } else if (token.isOperator("(")) {
        result = new Call(token.line(), result, arguments());
      } else {
        return result;
      }
      checkChain(++chain);
    }
  }

  private Expression attribute(Expression target) {
    int line = tokens.next().line();
    Token name = tokens.next();
    if (name.type() == Token.Type.NAME) {
      return new Attribute(line, target, (String) name.value());
    }
    if (name.type() != Token.Type.NUMBER || name.value() instanceof Double) {
      throw tokens.fault(name.line(), "expected name or number");
    }
    return new Subscript(line, target, new Literal(name.line(), name.value()));
  }

  private Expression subscript(Expression target) {
    int line = tokens.next().line();
    List<Expression> indices = new ArrayList<>();
    while (!tokens.skipOperator("]")) {
      if (!indices.isEmpty()) {
        tokens.expectOperator(",");
      }
      indices.add(index());
    }
    return new Subscript(line, target, indices.size() == 1 ? indices.get(0) : tuple(line, indices));
  }

  private Expression index() {
    int line = tokens.line();
    Expression start = null;
    if (!tokens.skipOperator(":")) {
      start = expression();
      if (!tokens.skipOperator(":")) {
        return start;
      }
    }
    Expression stop = tokens.current().isOperator(":") ? null : bound();
    Expression step = tokens.skipOperator(":") ? bound() : null;
    return new Slice(line, start, stop, step);
  }

  private @Nullable Expression bound() {
    Token token = tokens.current();
    return token.isOperator("]") || token.isOperator(",") ? null : expression();
  }

  /** A call's parentheses and what is in them. */
  CallArguments arguments() {
    int line = tokens.line();
    tokens.expectOperator("(");
    ImmutableList.Builder<Expression> positional = ImmutableList.builder();
    ImmutableList.Builder<Keyword> keywords = ImmutableList.builder();
    Expression more = null;
    Expression moreKeywords = null;
    boolean named = false;
    while (!tokens.skipOperator(")")) {
      boolean valid = moreKeywords == null;
      if (tokens.skipOperator("*")) {
        valid &= more == null;
        more = expression();
      } else if (tokens.skipOperator("**")) {
        moreKeywords = expression();
      } else if (tokens.current().type() == Token.Type.NAME && tokens.following().isOperator("=")) {
        String name = tokens.expectName();
        tokens.next();
        keywords.add(new Keyword(name, expression()));
        named = true;
      } else {
        valid &= more == null && !named;
        positional.add(expression());
      }
      if (!valid) {
        throw tokens.fault(line, "invalid syntax for function call expression");
      }
      if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new CallArguments(positional.build(), keywords.build(), more, moreKeywords);
  }

  /** A filter's name and arguments, and those of filters after it; {@code |} was read. */
  Filter filterChain(@Nullable Expression target) {
    Filter filter = filter(target);
    for (int chain = 1; tokens.skipOperator("|"); chain++) {
      checkChain(chain);
      filter = filter(filter);
    }
    return filter;
  }

  private Filter filter(@Nullable Expression target) {
    int line = tokens.line();
    String name = dottedName();
    return new Filter(line, target, name, optionalArguments());
  }

  private CallArguments optionalArguments() {
    return tokens.current().isOperator("(") ? arguments() : CallArguments.NONE;
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expectName());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expectName());
    }
    return name.toString();
  }

  private Expression test(Expression target) {
    int line = tokens.next().line();
    boolean negated = tokens.skipName("not");
    Test test = new Test(line, target, dottedName(), testArguments());
    return negated ? new Unary(line, "not", test) : test;
  }

  private CallArguments testArguments() {
    Token token = tokens.current();
    if (token.isOperator("(")) {
      return arguments();
    }
    boolean argument =
        switch (token.type()) {
          case STRING, NUMBER -> true;
          case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
          default -> token.isOperator("[") || token.isOperator("{");
        };
    if (!argument) {
      return CallArguments.NONE;
    }
    if (token.isName("is")) {
      throw tokens.fault("You cannot chain multiple tests with is");
    }
    return CallArguments.of(postfix(primary()));
  }
}
