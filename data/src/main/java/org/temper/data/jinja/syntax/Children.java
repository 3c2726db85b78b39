package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import java.util.function.Consumer;
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
import org.temper.data.jinja.syntax.Expression.Literal;
import org.temper.data.jinja.syntax.Expression.Name;
import org.temper.data.jinja.syntax.Expression.Pairs;
import org.temper.data.jinja.syntax.Expression.Slice;
import org.temper.data.jinja.syntax.Expression.Subscript;
import org.temper.data.jinja.syntax.Expression.Test;
import org.temper.data.jinja.syntax.Expression.Unary;

/** The expressions that an expression is made of, in the order of the source. */
final class Children implements Expression.Visitor<ImmutableList<Expression>> {
  private static final Children OF = new Children();

  private Children() {}

  static ImmutableList<Expression> of(Expression expression) {
    return expression.accept(OF);
  }

  /** Calls a function with the variables that an expression reads. */
  static void names(@Nullable Expression expression, Consumer<String> load) {
    if (expression instanceof Name name) {
      load.accept(name.name());
    } else if (expression != null) {
      of(expression).forEach(child -> names(child, load));
    }
  }

  private static ImmutableList<Expression> present(@Nullable Expression... expressions) {
    ImmutableList.Builder<Expression> present = ImmutableList.builder();
    for (Expression expression : expressions) {
      if (expression != null) {
        present.add(expression);
      }
    }
    return present.build();
  }

  private static ImmutableList<Expression> with(
      @Nullable Expression target, CallArguments arguments) {
    return ImmutableList.<Expression>builder()
        .addAll(present(target))
        .addAll(arguments.positional())
        .addAll(arguments.keywords().stream().map(Expression.Keyword::value).iterator())
        .addAll(present(arguments.morePositional(), arguments.moreKeywords()))
        .build();
  }

  @Override
  public ImmutableList<Expression> literal(Literal literal) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Expression> name(Name name) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Expression> items(Items items) {
    return items.items();
  }

  @Override
  public ImmutableList<Expression> pairs(Pairs pairs) {
    return ImmutableList.<Expression>builder().addAll(pairs.keys()).addAll(pairs.values()).build();
  }

  @Override
  public ImmutableList<Expression> attribute(Attribute attribute) {
    return ImmutableList.of(attribute.target());
  }

  @Override
  public ImmutableList<Expression> subscript(Subscript subscript) {
    return ImmutableList.of(subscript.target(), subscript.index());
  }

  @Override
  public ImmutableList<Expression> slice(Slice slice) {
    return present(slice.start(), slice.stop(), slice.step());
  }

  @Override
  public ImmutableList<Expression> call(Call call) {
    return with(call.target(), call.arguments());
  }

  @Override
  public ImmutableList<Expression> filter(Filter filter) {
    return with(filter.target(), filter.arguments());
  }

  @Override
  public ImmutableList<Expression> test(Test test) {
    return with(test.target(), test.arguments());
  }

  @Override
  public ImmutableList<Expression> unary(Unary unary) {
    return ImmutableList.of(unary.operand());
  }

  @Override
  public ImmutableList<Expression> binary(Binary binary) {
    return ImmutableList.of(binary.left(), binary.right());
  }

  @Override
  public ImmutableList<Expression> comparison(Comparison comparison) {
    return ImmutableList.<Expression>builder()
        .add(comparison.first())
        .addAll(comparison.operands())
        .build();
  }

  @Override
  public ImmutableList<Expression> concatenation(Concatenation concatenation) {
    return concatenation.parts();
  }

  @Override
  public ImmutableList<Expression> conditional(Conditional conditional) {
    return present(conditional.condition(), conditional.value(), conditional.otherwise());
  }
}
