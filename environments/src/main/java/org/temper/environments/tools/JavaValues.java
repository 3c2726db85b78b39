package org.temper.environments.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.data.chat.Param;

/** JSON as values of the Java types that tools' parameters have. */
final class JavaValues {
  private static final ImmutableMap<Class<?>, Function<JsonNode, Object>> SIMPLE =
      ImmutableMap.<Class<?>, Function<JsonNode, Object>>builder()
          .put(String.class, JsonNode::textValue)
          .put(CharSequence.class, JsonNode::textValue)
          .put(byte.class, node -> whole(node).byteValueExact())
          .put(Byte.class, node -> whole(node).byteValueExact())
          .put(short.class, node -> whole(node).shortValueExact())
          .put(Short.class, node -> whole(node).shortValueExact())
          .put(int.class, node -> whole(node).intValueExact())
          .put(Integer.class, node -> whole(node).intValueExact())
          .put(long.class, node -> whole(node).longValueExact())
          .put(Long.class, node -> whole(node).longValueExact())
          .put(java.math.BigInteger.class, node -> whole(node).toBigIntegerExact())
          .put(float.class, JsonNode::floatValue)
          .put(Float.class, JsonNode::floatValue)
          .put(double.class, JsonNode::doubleValue)
          .put(Double.class, JsonNode::doubleValue)
          .put(BigDecimal.class, JsonNode::decimalValue)
          .put(boolean.class, JsonNode::booleanValue)
          .put(Boolean.class, JsonNode::booleanValue)
          .buildOrThrow();

  private JavaValues() {}

  /** The name of a parameter or component. */
  static String name(@Nullable Param param, String sourceName) {
    return param == null || param.name().isEmpty() ? sourceName : param.name();
  }

  /**
   * A value, of which the schema's check has seen that it is of the JSON type.
   *
   * @param node null where there is none
   * @throws ArithmeticException if a number is not one of the type
   * @throws IllegalArgumentException if a record refuses its components
   */
  static @Nullable Object of(Type type, @Nullable JsonNode node) {
    Class<?> raw = raw(type);
    boolean none = node == null || node.isNull() || node.isMissingNode();
    if (raw == Optional.class) {
      return none ? Optional.empty() : Optional.ofNullable(of(argument(type, 0), node));
    }
    if (node == null || none) {
      return null;
    }
    Function<JsonNode, Object> simple = SIMPLE.get(raw);
    if (simple != null) {
      return simple.apply(node);
    }
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(node.textValue()))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no such value"));
    }
    if (raw.isArray()) {
      return array(raw.getComponentType(), node);
    }
    if (raw.isRecord()) {
      return record(raw, node);
    }
    return Map.class.isAssignableFrom(raw) ? map(type, node) : collection(raw, type, node);
  }

  private static BigDecimal whole(JsonNode node) {
    return node.decimalValue();
  }

  private static Object array(Class<?> component, JsonNode node) {
    Object array = Array.newInstance(component, node.size());
    for (int i = 0; i < node.size(); i++) {
      Array.set(array, i, of(component, node.get(i)));
    }
    return array;
  }

  private static Object collection(Class<?> raw, Type type, JsonNode node) {
    List<@Nullable Object> list = new ArrayList<>();
    node.forEach(item -> list.add(of(argument(type, 0), item)));
    return Set.class.isAssignableFrom(raw) ? new LinkedHashSet<>(list) : list;
  }

  private static Object map(Type type, JsonNode node) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    node.properties()
        .forEach(entry -> map.put(entry.getKey(), of(argument(type, 1), entry.getValue())));
    return map;
  }

  private static Object record(Class<?> type, JsonNode node) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < values.length; i++) {
      String name = name(components[i].getAnnotation(Param.class), components[i].getName());
      values[i] = of(components[i].getGenericType(), node.get(name));
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      throw new IllegalArgumentException(cause == null ? "" : cause.getMessage(), cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
