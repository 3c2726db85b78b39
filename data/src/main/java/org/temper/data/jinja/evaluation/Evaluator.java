package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.methods.Operators;
import org.temper.data.jinja.syntax.Expression;
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
import org.temper.data.jinja.syntax.Expression.Subscript;
import org.temper.data.jinja.syntax.Expression.Test;
import org.temper.data.jinja.syntax.Expression.Unary;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arithmetic;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Slice;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Values of expressions. */
final class Evaluator {
  private final Rendering rendering;
  private final Budget budget;

  Evaluator(Rendering rendering, Budget budget) {
    this.rendering = rendering;
    this.budget = budget;
  }

  Object value(Expression expression, Frame frame) {
    return new Expressions(frame).value(expression);
  }

  Budget budget() {
    return budget;
  }

  /** What a call's parentheses hold. */
  Arguments arguments(CallArguments arguments, Frame frame) {
    return new Expressions(frame).arguments(arguments);
  }

  /** Calls a value. */
  Object call(Object function, Arguments arguments) {
    if (function instanceof Undefined undefined) {
      throw new Fault(undefined.message());
    }
    if (!(function instanceof Callable callable)) {
      throw new Fault("'" + Types.name(function) + "' object is not callable");
    }
    budget.enter();
    Object value = callable.call(arguments);
    budget.leave();
    return value;
  }

  /** The value of a filter chain that begins with a block's text. */
  Object filtered(Filter filter, String text, Frame frame) {
    Expression target = filter.target();
    Object value = target instanceof Filter inner ? filtered(inner, text, frame) : text;
    return filter(filter.name(), value, arguments(filter.arguments(), frame));
  }

  Object filter(String name, Object value, Arguments arguments) {
    Filters.Function filter = Filters.named(name);
    if (filter == null) {
      throw new Fault("No filter named '" + name + "' found.");
    }
    return filter.apply(value, arguments, this);
  }

  boolean test(String name, Object value, Arguments arguments) {
    TemplateTests.Function test = TemplateTests.named(name);
    if (test == null) {
      throw new Fault("No test named '" + name + "' found.");
    }
    return test.apply(value, arguments, this);
  }

  /** Expressions of a frame. */
  private final class Expressions implements Expression.Visitor<Object> {
    private final Frame frame;

    Expressions(Frame frame) {
      this.frame = frame;
    }

    Object value(Expression expression) {
      budget.enter();
      budget.step();
      Object value = expression.accept(this);
      budget.leave();
      return value;
    }

    private Object orNone(@Nullable Expression expression) {
      return expression == null ? None.NONE : value(expression);
    }

    Arguments arguments(CallArguments arguments) {
      List<Object> positional = new ArrayList<>(arguments.positional().size());
      for (Expression argument : arguments.positional()) {
        positional.add(value(argument));
      }
      Map<String, Object> keywords = Map.of();
      if (!arguments.keywords().isEmpty()) {
        keywords = new LinkedHashMap<>();
        for (Keyword keyword : arguments.keywords()) {
          if (keywords.put(keyword.name(), value(keyword.value())) != null) {
            throw new Fault("keyword argument repeated: " + keyword.name());
          }
        }
      }
      if (arguments.morePositional() != null) {
        positional.addAll(Types.list(value(arguments.morePositional()), budget));
      }
      if (arguments.moreKeywords() != null) {
        keywords = new LinkedHashMap<>(keywords);
        addKeywords(value(arguments.moreKeywords()), keywords);
      }
      return new Arguments(positional, keywords);
    }

    private void addKeywords(Object value, Map<String, Object> keywords) {
      if (!(value instanceof Dict dict)) {
        throw new Fault("argument after ** must be a mapping, not " + Types.name(value));
      }
      for (Dict.Entry entry : dict.entries()) {
        budget.items(1);
        if (!Types.isText(entry.key())) {
          throw new Fault("keywords must be strings");
        }
        if (keywords.put(Types.text(entry.key()), entry.value()) != null) {
          throw new Fault("got multiple values for keyword argument '" + entry.key() + "'");
        }
      }
    }

    @Override
    public Object literal(Literal literal) {
      return literal.value();
    }

    @Override
    public Object name(Name name) {
      return rendering.variable(name.name(), frame);
    }

    @Override
    public Object items(Items items) {
      budget.items(items.items().size());
      List<Object> values = new ArrayList<>(items.items().size());
      for (Expression item : items.items()) {
        values.add(value(item));
      }
      return items.kind() == Items.Kind.LIST ? values : Tuple.of(values);
    }

    @Override
    public Object pairs(Pairs pairs) {
      budget.items(2L * pairs.keys().size());
      Dict dict = new Dict();
      for (int i = 0; i < pairs.keys().size(); i++) {
        Object key = value(pairs.keys().get(i));
        dict.put(key, value(pairs.values().get(i)));
      }
      return dict;
    }

    @Override
    public Object attribute(Attribute attribute) {
      Object target = value(attribute.target());
      rendering.at(attribute.line());
      return Lookup.attribute(target, attribute.name(), budget);
    }

    @Override
    public Object subscript(Subscript subscript) {
      Object target = value(subscript.target());
      Object index = value(subscript.index());
      rendering.at(subscript.line());
      // A slice of a constant that has none is undefined, as any item is that is not there.
      if (index instanceof Slice slice && !(subscript.target() instanceof Literal)) {
        return Lookup.part(target, slice, budget);
      }
      return Lookup.item(target, index, budget);
    }

    @Override
    public Object slice(Expression.Slice slice) {
      return new Slice(orNone(slice.start()), orNone(slice.stop()), orNone(slice.step()));
    }

    @Override
    public Object call(Call call) {
      Object function = value(call.target());
      Arguments arguments = arguments(call.arguments());
      rendering.at(call.line());
      return Evaluator.this.call(function, arguments);
    }

    @Override
    public Object filter(Filter filter) {
      Expression target = filter.target();
      Object value = target == null ? "" : value(target);
      Arguments arguments = arguments(filter.arguments());
      rendering.at(filter.line());
      return Evaluator.this.filter(filter.name(), value, arguments);
    }

    @Override
    public Object test(Test test) {
      Object value = value(test.target());
      Arguments arguments = arguments(test.arguments());
      rendering.at(test.line());
      return Evaluator.this.test(test.name(), value, arguments);
    }

    @Override
    public Object unary(Unary unary) {
      Object operand = value(unary.operand());
      rendering.at(unary.line());
      return unary.operator().equals("not")
          ? (Object) !Types.truth(operand)
          : Arithmetic.sign(unary.operator(), operand);
    }

    @Override
    public Object binary(Binary binary) {
      Object left = value(binary.left());
      switch (binary.operator()) {
        case "and" -> {
          return Types.truth(left) ? value(binary.right()) : left;
        }
        case "or" -> {
          return Types.truth(left) ? left : value(binary.right());
        }
        default -> {
          Object right = value(binary.right());
          rendering.at(binary.line());
          return Operators.apply(binary.operator(), left, right, budget);
        }
      }
    }

    @Override
    public Object comparison(Comparison comparison) {
      Object left = value(comparison.first());
      ImmutableList<String> operators = comparison.operators();
      for (int i = 0; i < operators.size(); i++) {
        Object right = value(comparison.operands().get(i));
        rendering.at(comparison.line());
        if (!holds(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }

    private boolean holds(String operator, Object left, Object right) {
      return switch (operator) {
        case "==" -> Comparisons.equal(left, right, budget);
        case "!=" -> !Comparisons.equal(left, right, budget);
        case "in" -> Comparisons.contains(right, left, budget);
        case "not in" -> !Comparisons.contains(right, left, budget);
        default -> Comparisons.ordered(operator, left, right, budget);
      };
    }

    @Override
    public Object concatenation(Concatenation concatenation) {
      StringBuilder text = new StringBuilder();
      for (Expression part : concatenation.parts()) {
        String next = Texts.str(value(part), budget);
        budget.make(next.length());
        text.append(next);
      }
      return text.toString();
    }

    @Override
    public Object conditional(Conditional conditional) {
      if (Types.truth(value(conditional.condition()))) {
        return value(conditional.value());
      }
      Expression otherwise = conditional.otherwise();
      return otherwise == null
          ? new Undefined("the inline if-expression evaluated to false and has no else")
          : value(otherwise);
    }
  }
}
