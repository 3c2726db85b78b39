package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.methods.Lookup;
import org.temper.data.jinja.methods.Operators;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Markup;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** All tests by their names. */
final class TemplateTests {
  private static final int SHARED_LEAST = -5;
  private static final int SHARED_MOST = 256;

  private static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .put("odd", (value, arguments, evaluator) -> rest(value, 2L, evaluator, 1L))
          .put("even", (value, arguments, evaluator) -> rest(value, 2L, evaluator, 0L))
          .put("divisibleby", TemplateTests::divisible)
          .put("defined", is(value -> !(value instanceof Undefined)))
          .put("undefined", is(value -> value instanceof Undefined))
          .put("none", is(value -> value == None.NONE))
          .put("boolean", is(value -> value instanceof Boolean))
          .put("true", is(Boolean.TRUE::equals))
          .put("false", is(Boolean.FALSE::equals))
          .put("integer", is(v -> Numbers.isInteger(v) && !(v instanceof Boolean)))
          .put("float", is(value -> value instanceof Double))
          .put("number", is(Numbers::isNumber))
          .put("string", is(Types::isText))
          .put("mapping", is(value -> value instanceof Dict))
          .put("sequence", is(v -> Types.isSequence(v) || v instanceof Undefined))
          .put("iterable", is(value -> Types.iteratorOrNull(value) != null))
          .put("callable", is(v -> v instanceof Callable || v instanceof Undefined))
          .put("escaped", is(value -> value instanceof Markup))
          .put("lower", (value, arguments, evaluator) -> isCase("islower", value, evaluator))
          .put("upper", (value, arguments, evaluator) -> isCase("isupper", value, evaluator))
          .put("sameas", TemplateTests::same)
          .put("in", TemplateTests::in)
          .put("filter", is(value -> Filters.names().contains(Dict.canonical(value))))
          .put("test", is(value -> names().contains(Dict.canonical(value))))
          .put("==", TemplateTests::equal)
          .put("eq", TemplateTests::equal)
          .put("equalto", TemplateTests::equal)
          .put("!=", TemplateTests::unequal)
          .put("ne", TemplateTests::unequal)
          .put(">", ordered(">"))
          .put("gt", ordered(">"))
          .put("greaterthan", ordered(">"))
          .put(">=", ordered(">="))
          .put("ge", ordered(">="))
          .put("<", ordered("<"))
          .put("lt", ordered("<"))
          .put("lessthan", ordered("<"))
          .put("<=", ordered("<="))
          .put("le", ordered("<="))
          .buildOrThrow();

  private TemplateTests() {}

  /** What a test tells. */
  interface Function {
    boolean apply(Object value, Arguments arguments, Evaluator evaluator);
  }

  /** A test that takes no arguments. */
  private interface Simple {
    boolean test(Object value);
  }

  private static Function is(Simple test) {
    return (value, arguments, evaluator) -> {
      arguments.bind("test", 0);
      return test.test(value);
    };
  }

  static ImmutableSet<String> names() {
    return ALL.keySet();
  }

  static @Nullable Function named(String name) {
    return ALL.get(name);
  }

  private static boolean rest(Object value, Object divisor, Evaluator evaluator, Object expected) {
    Object rest = Operators.apply("%", value, divisor, evaluator.budget());
    return Comparisons.equal(rest, expected, evaluator.budget());
  }

  private static boolean divisible(Object value, Arguments arguments, Evaluator evaluator) {
    return rest(value, arguments.bind("divisibleby", 1, "num").get(0), evaluator, 0L);
  }

  private static boolean isCase(String method, Object value, Evaluator evaluator) {
    String text = Texts.str(value, evaluator.budget());
    Object function = Lookup.attribute(text, method, evaluator.budget());
    return Types.truth(evaluator.call(function, Arguments.of()));
  }

  /** Whether two values are one object: small whole numbers and constants are. */
  private static boolean same(Object value, Arguments arguments, Evaluator evaluator) {
    Object other = arguments.bind("sameas", 1, "other").get(0);
    if (value instanceof Long number && other instanceof Long) {
      return number >= SHARED_LEAST && number <= SHARED_MOST && number.equals(other);
    }
    return value == other || (value instanceof Boolean && value.equals(other));
  }

  private static boolean in(Object value, Arguments arguments, Evaluator evaluator) {
    Object container = arguments.bind("in", 1, "seq").get(0);
    return Comparisons.contains(container, value, evaluator.budget());
  }

  private static boolean equal(Object value, Arguments arguments, Evaluator evaluator) {
    Object other = arguments.bindPositional("eq", 1, 1).get(0);
    return Comparisons.equal(value, other, evaluator.budget());
  }

  private static boolean unequal(Object value, Arguments arguments, Evaluator evaluator) {
    return !equal(value, arguments, evaluator);
  }

  private static Function ordered(String operator) {
    return (value, arguments, evaluator) ->
        Comparisons.ordered(
            operator, value, arguments.bindPositional(operator, 1, 1).get(0), evaluator.budget());
  }
}
