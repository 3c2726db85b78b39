package org.temper.environments.verifiers.calls;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.environments.verifiers.calls.FunctionSignature.ParameterType;
import org.temper.environments.verifiers.calls.PythonValue.Int;
import org.temper.environments.verifiers.calls.PythonValue.Items;
import org.temper.environments.verifiers.calls.PythonValue.Str;
import org.temper.environments.verifiers.calls.PythonValue.ValueType;

/** The types that a language's functions declare, and what values are of them. */
enum CallTypes {
  /** Those of Python functions. */
  PYTHON(
      ImmutableMap.<String, ValueType>builder()
          .put("string", ValueType.STR)
          .put("any", ValueType.STR)
          .put("integer", ValueType.INT)
          .put("float", ValueType.FLOAT)
          .put("boolean", ValueType.BOOL)
          .put("array", ValueType.LIST)
          .put("tuple", ValueType.LIST)
          .put("dict", ValueType.DICT)
          .buildOrThrow()),
  /** Those of Java methods, whose arguments are text that is read by its declared type. */
  JAVA(
      ImmutableMap.<String, ValueType>builder()
          .put("String", ValueType.STR)
          .put("char", ValueType.STR)
          .put("any", ValueType.STR)
          .put("byte", ValueType.INT)
          .put("short", ValueType.INT)
          .put("integer", ValueType.INT)
          .put("long", ValueType.INT)
          .put("float", ValueType.FLOAT)
          .put("double", ValueType.FLOAT)
          .put("boolean", ValueType.BOOL)
          .put("Array", ValueType.LIST)
          .put("ArrayList", ValueType.LIST)
          .put("HashMap", ValueType.DICT)
          .buildOrThrow());

  private final ImmutableMap<String, ValueType> types;

  CallTypes(ImmutableMap<String, ValueType> types) {
    this.types = types;
  }

  /** How values are compared. */
  enum Form {
    TEXT,
    LIST,
    DICTIONARY,
    DICTIONARIES,
    OTHER
  }

  /** A value as its parameter's type has it; empty where it cannot be of it. */
  Optional<PythonValue> typed(PythonValue value, ParameterType type) {
    if (this == JAVA) {
      return value instanceof Str text
          ? Optional.of(JavaText.value(text.value(), type.name(), type.elements()))
          : Optional.empty();
    }
    if (type.name().equals("tuple") && value instanceof Items items) {
      return Optional.of(new Items(ValueType.LIST, items.values()));
    }
    return Optional.of(
        type.name().equals("float") && value instanceof Int whole
            ? new PythonValue.Floating(whole.value().doubleValue())
            : value);
  }

  /**
   * How a value is compared with those allowed, if it is of the right type: the declared one, or
   * that of what is allowed, as where a variable's name stands for a value.
   */
  Optional<Form> check(PythonValue value, ParameterType parameter, List<PythonValue> allowed) {
    ValueType declared = types.get(parameter.name());
    // In Java, elements that may be anything are read as what they are.
    @Nullable ValueType elements =
        declared == ValueType.LIST
            ? parameter
                .elements()
                .filter(type -> this != JAVA || !type.equals("any"))
                .map(types::get)
                .orElse(null)
            : null;
    Optional<ValueType> expected = firstType(allowed);
    if (value.type() != declared) {
      return expected.filter(value.type()::equals).map(type -> Form.OTHER);
    }
    if (elements != null
        && value instanceof Items items
        && allowed.stream().noneMatch(one -> elementsFit(items, elements, one))) {
      return Optional.empty();
    }
    if (expected.isPresent() && expected.get() != declared) {
      return Optional.of(Form.OTHER);
    }
    return Optional.of(
        switch (declared) {
          case STR -> Form.TEXT;
          case DICT -> Form.DICTIONARY;
          case LIST -> elements == ValueType.DICT ? Form.DICTIONARIES : Form.LIST;
          default -> Form.OTHER;
        });
  }

  private static boolean elementsFit(Items value, ValueType declared, PythonValue allowed) {
    if (!(allowed instanceof Items items)) {
      return true;
    }
    Optional<ValueType> expected = firstType(items.values());
    return value.values().stream()
        .allMatch(
            element ->
                element.type() == declared || expected.filter(element.type()::equals).isPresent());
  }

  /** The type of the first value that is no empty text. */
  private static Optional<ValueType> firstType(List<PythonValue> values) {
    return values.stream()
        .filter(value -> !value.isEqualTo(new Str("")))
        .map(PythonValue::type)
        .findFirst();
  }
}
