package org.temper.data.jinja.methods;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Comparisons;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.DictView;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.None;
import org.temper.data.jinja.values.Numbers;
import org.temper.data.jinja.values.Range;
import org.temper.data.jinja.values.Slice;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** Attributes of all values but texts. Methods that would change a value may not be called. */
final class Methods {
  private static final List<String> CHANGING_DICT =
      List.of("clear", "pop", "popitem", "setdefault", "update");

  private static final List<String> CHANGING_LIST =
      List.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private Methods() {}

  /** An attribute, or null where there is none such. */
  static @Nullable Object of(Object target, String name, Budget budget) {
    if (target instanceof Dict dict) {
      return ofDict(dict, name, budget);
    }
    if (target instanceof List<?> list) {
      return CHANGING_LIST.contains(name) ? unsafe(target, name) : ofItems(list, name, budget);
    }
    if (target instanceof Tuple tuple) {
      return name.equals("copy") ? null : ofItems(tuple.items(), name, budget);
    }
    if (Numbers.isNumber(target)) {
      return target instanceof Double number ? ofFloat(number, name) : ofInteger(target, name);
    }
    if (target instanceof Range range) {
      return ofRange(range, name, budget);
    }
    if (target instanceof DictView view && name.equals("mapping")) {
      return view.dict();
    }
    return null;
  }

  private static Undefined unsafe(Object target, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + Types.name(target) + "' object is unsafe");
  }

  private static @Nullable Object ofDict(Dict dict, String name, Budget budget) {
    return switch (name) {
      case "get" ->
          (Callable)
              arguments -> {
                Arguments.Bound bound = arguments.bindPositional("get", 1, 2);
                Object value = dict.get(bound.get(0));
                return value == null ? bound.get(1, None.NONE) : value;
              };
      case "items" -> view(dict, DictView.Kind.ITEMS, name);
      case "keys" -> view(dict, DictView.Kind.KEYS, name);
      case "values" -> view(dict, DictView.Kind.VALUES, name);
      case "copy" ->
          (Callable)
              arguments -> {
                arguments.bindPositional(name, 0, 0);
                return copy(dict, budget);
              };
      case "fromkeys" -> (Callable) arguments -> fromKeys(arguments, budget);
      default -> CHANGING_DICT.contains(name) ? unsafe(dict, name) : null;
    };
  }

  private static Callable view(Dict dict, DictView.Kind kind, String name) {
    return arguments -> {
      arguments.bindPositional(name, 0, 0);
      return new DictView(dict, kind);
    };
  }

  /** A dict of the same keys and values. */
  static Dict copy(Dict dict, Budget budget) {
    budget.items(2L * dict.size());
    Dict copy = new Dict();
    dict.entries().forEach(entry -> copy.put(entry.key(), entry.value()));
    return copy;
  }

  /** A dict of keys that have one value. */
  static Dict fromKeys(Arguments arguments, Budget budget) {
    Arguments.Bound bound = arguments.bindPositional("fromkeys", 1, 2);
    Dict dict = new Dict();
    Types.iterator(bound.get(0), budget)
        .forEachRemaining(
            key -> {
              budget.items(2);
              dict.put(key, bound.get(1, None.NONE));
            });
    return dict;
  }

  private static @Nullable Object ofItems(List<?> items, String name, Budget budget) {
    return switch (name) {
      case "count" ->
          (Callable)
              arguments -> count(items.iterator(), arguments.bindPositional(name, 1, 1), budget);
      case "index" -> (Callable) arguments -> index(items, Bounds.of(arguments), budget);
      case "copy" ->
          (Callable)
              arguments -> {
                arguments.bindPositional(name, 0, 0);
                budget.items(items.size());
                return new ArrayList<Object>(items);
              };
      default -> null;
    };
  }

  private static Object count(Iterator<?> items, Arguments.Bound bound, Budget budget) {
    long count = 0;
    while (items.hasNext()) {
      budget.step();
      if (Comparisons.equal(items.next(), bound.get(0), budget)) {
        count++;
      }
    }
    return count;
  }

  /** What is looked for, and between which indices. */
  private record Bounds(Object wanted, Slice within) {
    Bounds(Object wanted) {
      this(wanted, new Slice(None.NONE, None.NONE, None.NONE));
    }

    static Bounds of(Arguments arguments) {
      Arguments.Bound bound = arguments.bindPositional("index", 1, 3);
      Slice within = new Slice(bound.get(1, 0L), bound.get(2, Long.MAX_VALUE), None.NONE);
      return new Bounds(bound.get(0), within);
    }
  }

  private static Object index(List<?> items, Bounds bounds, Budget budget) {
    Slice.Indices within = bounds.within().of(items.size());
    for (int i = within.start(); i < within.start() + within.count(); i++) {
      budget.step();
      if (Comparisons.equal(items.get(i), bounds.wanted(), budget)) {
        return (long) i;
      }
    }
    throw new Fault("the value is not in the list");
  }

  private static @Nullable Object ofRange(Range range, String name, Budget budget) {
    return switch (name) {
      case "start" -> range.start();
      case "stop" -> range.stop();
      case "step" -> range.step();
      case "count" ->
          (Callable)
              arguments -> count(range.iterator(), arguments.bindPositional(name, 1, 1), budget);
      case "index" ->
          (Callable)
              arguments -> {
                Object wanted = arguments.bindPositional(name, 1, 1).get(0);
                return index(Types.list(range, budget), new Bounds(wanted), budget);
              };
      default -> null;
    };
  }

  private static @Nullable Object ofInteger(Object number, String name) {
    return switch (name) {
      case "real", "numerator" -> Numbers.plain(number);
      case "imag" -> 0L;
      case "denominator" -> 1L;
      case "conjugate" -> value(name, Numbers.plain(number));
      case "bit_length" -> value(name, (long) Numbers.big(number).abs().bitLength());
      case "bit_count" -> value(name, (long) Numbers.big(number).abs().bitCount());
      case "as_integer_ratio" -> value(name, Tuple.of(Numbers.plain(number), 1L));
      default -> null;
    };
  }

  private static @Nullable Object ofFloat(double number, String name) {
    return switch (name) {
      case "real" -> number;
      case "imag" -> 0.0;
      case "conjugate" -> value(name, number);
      case "is_integer" -> value(name, number == Math.rint(number) && Double.isFinite(number));
      case "as_integer_ratio" ->
          (Callable)
              arguments -> {
                arguments.bindPositional(name, 0, 0);
                return ratio(number);
              };
      default -> null;
    };
  }

  private static Tuple ratio(double number) {
    if (!Double.isFinite(number)) {
      throw new Fault("cannot convert " + Texts.decimal(number) + " to integer ratio");
    }
    BigDecimal exact = new BigDecimal(number);
    BigInteger numerator = exact.unscaledValue();
    BigInteger denominator = BigInteger.ONE;
    if (exact.scale() > 0) {
      denominator = BigInteger.TEN.pow(exact.scale());
    } else {
      numerator = exact.toBigInteger();
    }
    BigInteger divisor = numerator.gcd(denominator);
    return Tuple.of(Numbers.of(numerator.divide(divisor)), Numbers.of(denominator.divide(divisor)));
  }

  private static Callable value(String name, Object value) {
    return arguments -> {
      arguments.bindPositional(name, 0, 0);
      return value;
    };
  }
}
