package org.temper.environments.verifiers.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as Python has them: an argument of a call, or one that is allowed for it. */
public sealed interface PythonValue {

  /** The types of values, by Python's names. */
  enum ValueType {
    /** Text. */
    STR,
    /** Whole numbers. */
    INT,
    /** Floating-point numbers. */
    FLOAT,
    /** Truth values. */
    BOOL,
    /** Lists. */
    LIST,
    /** Tuples. */
    TUPLE,
    /** Dictionaries. */
    DICT,
    /** The type of {@code None}. */
    NONE
  }

  /**
   * The type.
   *
   * @return the type
   */
  ValueType type();

  /**
   * Text, or the name of a variable.
   *
   * @param value the text
   */
  record Str(String value) implements PythonValue {
    @Override
    public ValueType type() {
      return ValueType.STR;
    }
  }

  /**
   * A whole number.
   *
   * @param value the number
   */
  record Int(BigInteger value) implements PythonValue {
    @Override
    public ValueType type() {
      return ValueType.INT;
    }
  }

  /**
   * A floating-point number.
   *
   * @param value the number
   */
  record Floating(double value) implements PythonValue {
    @Override
    public ValueType type() {
      return ValueType.FLOAT;
    }
  }

  /**
   * A truth value.
   *
   * @param value the value
   */
  record Bool(boolean value) implements PythonValue {
    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  /** {@code None}. */
  record None() implements PythonValue {
    @Override
    public ValueType type() {
      return ValueType.NONE;
    }
  }

  /**
   * A list or a tuple.
   *
   * @param type which of both
   * @param values what is in it
   */
  record Items(ValueType type, List<PythonValue> values) implements PythonValue {
    /** Copies the values. */
    public Items {
      values = ImmutableList.copyOf(values);
    }
  }

  /**
   * A dictionary.
   *
   * @param values by key
   */
  record Dict(Map<String, PythonValue> values) implements PythonValue {
    /** Copies the values. */
    public Dict {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public ValueType type() {
      return ValueType.DICT;
    }
  }

  /**
   * The value that a JSON value is read as.
   *
   * @param json any JSON
   * @return a list for an array, a dictionary for an object, a float for a number with a fraction
   *     or an exponent
   */
  static PythonValue of(JsonNode json) {
    if (json.isTextual()) {
      return new Str(json.textValue());
    }
    if (json.isIntegralNumber()) {
      return new Int(json.bigIntegerValue());
    }
    if (json.isNumber()) {
      return new Floating(json.doubleValue());
    }
    if (json.isBoolean()) {
      return new Bool(json.booleanValue());
    }
    if (json.isArray()) {
      ImmutableList.Builder<PythonValue> values = ImmutableList.builder();
      json.forEach(element -> values.add(of(element)));
      return new Items(ValueType.LIST, values.build());
    }
    if (json.isObject()) {
      Map<String, PythonValue> values = new LinkedHashMap<>();
      json.properties().forEach(entry -> values.put(entry.getKey(), of(entry.getValue())));
      return new Dict(values);
    }
    return new None();
  }

  /**
   * Whether Python's {@code ==} holds: numbers and truth values by their number, a list and a tuple
   * never.
   *
   * @param other another value
   * @return whether they are equal
   */
  default boolean isEqualTo(PythonValue other) {
    if (this instanceof Items these && other instanceof Items those) {
      boolean equal =
          these.type() == those.type() && these.values().size() == those.values().size();
      for (int i = 0; equal && i < these.values().size(); i++) {
        equal = these.values().get(i).isEqualTo(those.values().get(i));
      }
      return equal;
    }
    if (this instanceof Dict these && other instanceof Dict those) {
      return these.values().keySet().equals(those.values().keySet())
          && these.values().entrySet().stream()
              .allMatch(e -> e.getValue().isEqualTo(get(those, e.getKey())));
    }
    if (isNumeric(this) && isNumeric(other)) {
      double one = toDouble(this);
      double two = toDouble(other);
      boolean finite = Double.isFinite(one) && Double.isFinite(two);
      return finite
          ? toDecimal(this).compareTo(toDecimal(other)) == 0
          : one == two && type() == other.type();
    }
    return equals(other);
  }

  private static PythonValue get(Dict dict, String key) {
    return dict.values().getOrDefault(key, new None());
  }

  private static boolean isNumeric(PythonValue value) {
    return value instanceof Int || value instanceof Floating || value instanceof Bool;
  }

  private static double toDouble(PythonValue value) {
    return value instanceof Floating number ? number.value() : toDecimal(value).doubleValue();
  }

  private static BigDecimal toDecimal(PythonValue value) {
    if (value instanceof Int number) {
      return new BigDecimal(number.value());
    }
    if (value instanceof Floating number) {
      return new BigDecimal(number.value());
    }
    return value instanceof Bool truth && truth.value() ? BigDecimal.ONE : BigDecimal.ZERO;
  }
}
