package org.temper.environments.verifiers.calls;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.environments.verifiers.calls.FunctionSignature.ParameterType;
import org.temper.environments.verifiers.calls.PythonValue.Int;
import org.temper.environments.verifiers.calls.PythonValue.Items;
import org.temper.environments.verifiers.calls.PythonValue.Str;
import org.temper.environments.verifiers.calls.PythonValue.Type;

/** The types that a language's functions declare, and what values are of them. */
enum CallTypes {
  /** Those of Python functions. */
  PYTHON(
      ImmutableMap.<String, Type>builder()
          .put("string", Type.STR)
          .put("any", Type.STR)
          .put("integer", Type.INT)
          .put("float", Type.FLOAT)
          .put("boolean", Type.BOOL)
          .put("array", Type.LIST)
          .put("tuple", Type.LIST)
          .put("dict", Type.DICT)
          .buildOrThrow()),
  /** Those of Java methods, whose arguments are text that is read by its declared type. */
  JAVA(
      ImmutableMap.<String, Type>builder()
          .put("String", Type.STR)
          .put("char", Type.STR)
          .put("any", Type.STR)
          .put("byte", Type.INT)
          .put("short", Type.INT)
          .put("integer", Type.INT)
          .put("long", Type.INT)
          .put("float", Type.FLOAT)
          .put("double", Type.FLOAT)
          .put("boolean", Type.BOOL)
          .put("Array", Type.LIST)
          .put("ArrayList", Type.LIST)
          .put("HashMap", Type.DICT)
          .buildOrThrow());

  private final Map<String, Type> types;

  CallTypes(Map<String, Type> types) {
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
      return Optional.of(new Items(Type.LIST, items.values()));
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
    Type declared = types.get(parameter.name());
    // In Java, elements that may be anything are read as what they are.
    @Nullable Type elements =
        declared == Type.LIST
            ? parameter
                .elements()
                .filter(type -> this != JAVA || !type.equals("any"))
                .map(types::get)
                .orElse(null)
            : null;
    Optional<Type> expected = firstType(allowed);
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
          case LIST -> elements == Type.DICT ? Form.DICTIONARIES : Form.LIST;
          default -> Form.OTHER;
        });
  }

  private static boolean elementsFit(Items value, Type declared, PythonValue allowed) {
    if (!(allowed instanceof Items items)) {
      return true;
    }
    Optional<Type> expected = firstType(items.values());
    return value.values().stream()
        .allMatch(
            element ->
                element.type() == declared || expected.filter(element.type()::equals).isPresent());
  }

  /** The type of the first value that is no empty text. */
  private static Optional<Type> firstType(List<PythonValue> values) {
    return values.stream()
        .filter(value -> !value.isEqualTo(new Str("")))
        .map(PythonValue::type)
        .findFirst();
  }
}
