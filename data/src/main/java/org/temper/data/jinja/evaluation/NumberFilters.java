package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.evaluation.Filters.Function;
import org.temper.data.jinja.methods.Operators;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Arguments.Bound;
import org.temper.data.jinja.values.Arithmetic;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Filters that give numbers of values. */
final class NumberFilters {
  static final ImmutableMap<String, Function> ALL =
      ImmutableMap.<String, Function>builder()
          .put("abs", NumberFilters::abs)
          .put("count", NumberFilters::length)
          .put("filesizeformat", NumberFilters::fileSize)
          .put("float", NumberFilters::toFloat)
          .put("int", NumberFilters::toInteger)
          .put("length", NumberFilters::length)
          .put("round", NumberFilters::round)
          .buildOrThrow();

  private static final String[] UNITS = {"k", "M", "G", "T", "P", "E", "Z", "Y"};

  private NumberFilters() {}

  private static Object abs(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("abs", 0);
    if (!Numbers.isNumber(value)) {
      throw fault(value, "bad operand type for abs(): '" + Types.name(value) + "'");
    }
    boolean negative = Comparisons.ordered("<", value, 0L, evaluator.budget());
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    return Arithmetic.sign(negative ? "-" : "+", value);
  }

  private static Fault fault(Object value, String message) {
    return new Fault(value instanceof Undefined undefined ? undefined.message() : message);
  }

  private static Object length(Object value, Arguments arguments, Evaluator evaluator) {
    arguments.bind("length", 0);
    return (long) Types.size(value, evaluator.budget());
  }

  private static Object toFloat(Object value, Arguments arguments, Evaluator evaluator) {
    Object otherwise = arguments.bind("float", 0, "default").get(0, 0.0);
    Double number = floatOrNull(value, evaluator.budget());
    return number == null ? otherwise : number;
  }

  private static @Nullable Double floatOrNull(Object value, Budget budget) {
    if (value instanceof Undefined undefined) {
      throw new Fault(undefined.message());
    }
    if (Types.isText(value)) {
      budget.scan(Types.text(value).length());
      return Numbers.parseFloat(Types.text(value));
    }
    if (value instanceof Double number) {
      return number;
    }
    return Numbers.isNumber(value) ? (Double) Operators.apply("+", value, 0.0, budget) : null;
  }

  private static Object toInteger(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("int", 0, "default", "base");
    Object otherwise = bound.get(0, 0L);
    if (Numbers.isInteger(value)) {
      return Arithmetic.sign("+", value);
    }
    if (value instanceof Double number) {
      return Double.isNaN(number) ? otherwise : Numbers.truncate(number);
    }
    if (Types.isText(value)) {
      String text = Types.text(value);
      evaluator.budget().scan(text.length());
      int base = Numbers.size(bound.get(1, 10L));
      Object whole = base == 0 || (base >= 2 && base <= 36) ? Numbers.parse(text, base) : null;
      if (whole != null) {
        return whole;
      }
    }
    Double number = floatOrNull(value, evaluator.budget());
    return number == null || !Double.isFinite(number) ? otherwise : Numbers.truncate(number);
  }

  private static Object round(Object value, Arguments arguments, Evaluator evaluator) {
    Bound bound = arguments.bind("round", 0, "precision", "method");
    Object precision = bound.get(0, 0L);
    Object method = bound.get(1, "common");
    if (method.equals("common")) {
      return Arithmetic.round(value, precision);
    }
    if (!method.equals("ceil") && !method.equals("floor")) {
      throw new Fault("method must be common, ceil or floor");
    }
    Budget budget = evaluator.budget();
    Object scale = Operators.apply("**", 10L, precision, budget);
    Object scaled = Operators.apply("*", value, scale, budget);
    if (scaled instanceof Double number) {
      Numbers.truncate(number);
      RoundingMode mode = method.equals("ceil") ? RoundingMode.CEILING : RoundingMode.FLOOR;
      scaled = Numbers.of(new BigDecimal(number).setScale(0, mode).toBigInteger());
    }
    return Operators.apply("/", scaled, scale, budget);
  }

  private static Object fileSize(Object value, Arguments arguments, Evaluator evaluator) {
    boolean binary = Types.truth(arguments.bind("filesizeformat", 0, "binary").get(0, false));
    Double size = floatOrNull(value, evaluator.budget());
    if (size == null) {
      throw new Fault("could not convert to float: " + Types.name(value));
    }
    int base = binary ? 1024 : 1000;
    if (size == 1) {
      return "1 Byte";
    }
    if (size < base) {
      return Numbers.truncate(size) + " Bytes";
    }
    int unit = 0;
    double scale = base;
    while (unit < UNITS.length - 1 && size >= scale * base) {
      scale *= base;
      unit++;
    }
    String prefix = binary ? UNITS[unit].toUpperCase(Locale.ROOT) + "i" : UNITS[unit];
    BigDecimal shown = new BigDecimal(size / scale).setScale(1, RoundingMode.HALF_EVEN);
    return shown.toPlainString() + " " + prefix + "B";
  }
}
