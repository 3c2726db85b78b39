package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/** An expression of a template; each says the line that it begins on. */
public sealed interface Expression {
  /**
   * Where it begins.
   *
   * @return the line, from 1
   */
  int line();

  /**
   * Calls the visitor's method for what this is.
   *
   * @param visitor the visitor
   * @param <T> its result
   * @return its result
   */
  <T> T accept(Visitor<T> visitor);

  /** A number, a text, a boolean or none. */
  record Literal(int line, Object value) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.literal(this);
    }
  }

  /** A variable. */
  record Name(int line, String name) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.name(this);
    }
  }

  /** A list or a tuple. */
  record Items(int line, Kind kind, ImmutableList<Expression> items) implements Expression {
    /** Which of both. */
    public enum Kind {
      /** In brackets. */
      LIST,
      /** With commas. */
      TUPLE
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.items(this);
    }
  }

  /** A dict: keys and their values, in order. */
  record Pairs(int line, ImmutableList<Expression> keys, ImmutableList<Expression> values)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.pairs(this);
    }
  }

  /** {@code target.name}. */
  record Attribute(int line, Expression target, String name) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.attribute(this);
    }
  }

  /** {@code target[index]}. */
  record Subscript(int line, Expression target, Expression index) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.subscript(this);
    }
  }

  /** {@code start:stop:step} of a subscript. */
  record Slice(
      int line, @Nullable Expression start, @Nullable Expression stop, @Nullable Expression step)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.slice(this);
    }
  }

  /** What stands in a call's parentheses. */
  record CallArguments(
      ImmutableList<Expression> positional,
      ImmutableList<Keyword> keywords,
      @Nullable Expression morePositional,
      @Nullable Expression moreKeywords) {
    static final CallArguments NONE =
        new CallArguments(ImmutableList.of(), ImmutableList.of(), null, null);

    static CallArguments of(Expression argument) {
      return new CallArguments(ImmutableList.of(argument), ImmutableList.of(), null, null);
    }
  }

  /** {@code name=value} of a call. */
  record Keyword(String name, Expression value) {}

  /** {@code target(arguments)}. */
  record Call(int line, Expression target, CallArguments arguments) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.call(this);
    }
  }

  /** {@code target | name(arguments)}; without a target, it filters a block's text. */
  record Filter(int line, @Nullable Expression target, String name, CallArguments arguments)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filter(this);
    }
  }

  /** {@code target is name(arguments)}. */
  record Test(int line, Expression target, String name, CallArguments arguments)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.test(this);
    }
  }

  /** {@code not operand}, {@code -operand} or {@code +operand}. */
  record Unary(int line, String operator, Expression operand) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.unary(this);
    }
  }

  /** Two operands of {@code + - * / // % **}, {@code and} or {@code or}. */
  record Binary(int line, String operator, Expression left, Expression right)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.binary(this);
    }
  }

  /** {@code first < second <= third}: all must hold. */
  record Comparison(
      int line,
      Expression first,
      ImmutableList<String> operators,
      ImmutableList<Expression> operands)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.comparison(this);
    }
  }

  /** {@code a ~ b ~ c}. */
  record Concatenation(int line, ImmutableList<Expression> parts) implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.concatenation(this);
    }
  }

  /** {@code value if condition else otherwise}. */
  record Conditional(
      int line, Expression condition, Expression value, @Nullable Expression otherwise)
      implements Expression {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.conditional(this);
    }
  }

  /**
   * A function of expressions, one method a kind.
   *
   * @param <T> its result
   */
  interface Visitor<T> {
    /** Of a literal. */
    T literal(Literal literal);

    /** Of a variable. */
    T name(Name name);

    /** Of a list or tuple. */
    T items(Items items);

    /** Of a dict. */
    T pairs(Pairs pairs);

    /** Of an attribute. */
    T attribute(Attribute attribute);

    /** Of a subscript. */
    T subscript(Subscript subscript);

    /** Of a slice. */
    T slice(Slice slice);

    /** Of a call. */
    T call(Call call);

    /** Of a filter. */
    T filter(Filter filter);

    /** Of a test. */
    T test(Test test);

    /** Of an operator with one operand. */
    T unary(Unary unary);

    /** Of an operator with two operands. */
    T binary(Binary binary);

    /** Of comparisons. */
    T comparison(Comparison comparison);

    /** Of a concatenation. */
    T concatenation(Concatenation concatenation);

    /** Of a conditional expression. */
    T conditional(Conditional conditional);
  }
}
