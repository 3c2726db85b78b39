package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/** A statement of a template; each says the line that it begins on. */
public sealed interface Statement {
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

  /** Text outside of tags. */
  record Data(int line, String text) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.data(this);
    }
  }

  /** {@code {{ value }}}. */
  record Print(int line, Expression value) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.print(this);
    }
  }

  /** {@code if} and each {@code elif}, and what stands under {@code else}. */
  record If(int line, ImmutableList<Branch> branches, ImmutableList<Statement> otherwise)
      implements Statement {
    /** A condition and what is done where it holds. */
    public record Branch(Expression condition, ImmutableList<Statement> body) {}

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.ifElse(this);
    }
  }

  /** {@code for target in items if condition}, once or recursively. */
  record For(
      int line,
      Target target,
      Expression items,
      @Nullable Expression condition,
      Depth depth,
      ImmutableList<Statement> body,
      ImmutableList<Statement> otherwise)
      implements Statement {
    /** Whether {@code loop(...)} may be called in the body. */
    public enum Depth {
      /** It may not. */
      FLAT,
      /** It may. */
      RECURSIVE
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.forEach(this);
    }
  }

  /** {@code break} or {@code continue}. */
  record Jump(int line, Kind kind) implements Statement {
    /** Which of both. */
    public enum Kind {
      /** The loop ends. */
      BREAK,
      /** The loop's next item follows. */
      CONTINUE
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.jump(this);
    }
  }

  /** {@code set target = value}. */
  record Assignment(int line, Target target, Expression value) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.assignment(this);
    }
  }

  /** {@code set target | filter} and a body whose text is assigned. */
  record BlockAssignment(
      int line, Target target, Expression.@Nullable Filter filter, ImmutableList<Statement> body)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.blockAssignment(this);
    }
  }

  /** Parameters and body of a macro, or of a block that a macro calls. */
  record Function(
      int line,
      ImmutableList<String> parameters,
      ImmutableList<Expression> defaults,
      ImmutableList<Statement> body) {}

  /** {@code macro name(parameters)}. */
  record Macro(int line, String name, Function function) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.macro(this);
    }
  }

  /** {@code call(parameters) macro(arguments)}. */
  record CallBlock(int line, Expression.Call call, Function function) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.callBlock(this);
    }
  }

  /** {@code generation}: what the assistant wrote. */
  record Generation(int line, Function function) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.generation(this);
    }
  }

  /** {@code filter name(arguments)}. */
  record FilterBlock(int line, Expression.Filter filter, ImmutableList<Statement> body)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filterBlock(this);
    }
  }

  /** {@code with target = value, ...}. */
  record With(
      int line,
      ImmutableList<Target> targets,
      ImmutableList<Expression> values,
      ImmutableList<Statement> body)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.with(this);
    }
  }

  /** {@code block name}: a part that {@code self.name()} repeats. */
  record Block(int line, String name, ImmutableList<Statement> body) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.block(this);
    }
  }

  /** A statement that needs other templates, or escaping: an error where it is reached. */
  record Unsupported(int line, String keyword) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.unsupported(this);
    }
  }

  /**
   * A function of statements, one method a kind.
   *
   * @param <T> its result
   */
  interface Visitor<T> {
    /** Of text. */
    T data(Data data);

    /** Of a printed value. */
    T print(Print print);

    /** Of a condition. */
    T ifElse(If condition);

    /** Of a loop. */
    T forEach(For loop);

    /** Of a jump. */
    T jump(Jump jump);

    /** Of an assignment. */
    T assignment(Assignment assignment);

    /** Of an assignment of a body's text. */
    T blockAssignment(BlockAssignment assignment);

    /** Of a macro. */
    T macro(Macro macro);

    /** Of a call with a body. */
    T callBlock(CallBlock call);

    /** Of what the assistant wrote. */
    T generation(Generation generation);

    /** Of a filtered body. */
    T filterBlock(FilterBlock block);

    /** Of variables of a body. */
    T with(With with);

    /** Of a named part. */
    T block(Block block);

    /** Of what is not supported. */
    T unsupported(Unsupported statement);
  }
}
