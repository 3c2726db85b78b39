package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON Schema of Java methods and types. */
final class ToolSchema {
  private static final ImmutableMap<Class<?>, String> SIMPLE =
      ImmutableMap.<Class<?>, String>builder()
          .put(String.class, "string")
          .put(CharSequence.class, "string")
          .put(byte.class, "integer")
          .put(Byte.class, "integer")
          .put(short.class, "integer")
          .put(Short.class, "integer")
          .put(int.class, "integer")
          .put(Integer.class, "integer")
          .put(long.class, "integer")
          .put(Long.class, "integer")
          .put(java.math.BigInteger.class, "integer")
          .put(float.class, "number")
          .put(Float.class, "number")
          .put(double.class, "number")
          .put(Double.class, "number")
          .put(java.math.BigDecimal.class, "number")
          .put(boolean.class, "boolean")
          .put(Boolean.class, "boolean")
          .buildOrThrow();

  private final String method;
  private final Set<Class<?>> open = new HashSet<>();

  private ToolSchema(String method) {
    this.method = method;
  }

  static ObjectNode of(Method method) {
    Tool tool = method.getAnnotation(Tool.class);
    checkArgument(tool != null, "method: expected one annotated with @Tool, got %s", method);
    ToolSchema schema =
        new ToolSchema(method.getDeclaringClass().getSimpleName() + "." + method.getName());
    ObjectNode json = object().put("type", "function");
    ObjectNode function = json.putObject("function");
    function.put("name", tool.name().isEmpty() ? method.getName() : tool.name());
    function.put("description", tool.value());
    Fields fields = new Fields();
    for (Parameter parameter : method.getParameters()) {
      Param param = parameter.getAnnotation(Param.class);
      boolean named = param != null && !param.name().isEmpty();
      checkArgument(
          named || parameter.isNamePresent(),
          "%s: expected named parameters, got none; compile with -parameters or name them"
              + " (@Param(name = …))",
          schema.method);
      schema.add(
          fields, parameter.getName(), parameter.getAnnotatedType(), Optional.ofNullable(param));
    }
    function.set("parameters", fields.schema());
    return json;
  }

  /** The properties of an object under construction. */
  private record Fields(ObjectNode properties, ArrayNode required) {
    Fields() {
      this(object(), JsonNodeFactory.instance.arrayNode());
    }

    ObjectNode schema() {
      ObjectNode schema = object().put("type", "object");
      schema.set("properties", properties);
      if (!required.isEmpty()) {
        schema.set("required", required);
      }
      return schema;
    }
  }

  private void add(Fields fields, String sourceName, AnnotatedType type, Optional<Param> param) {
    String name = param.map(Param::name).filter(given -> !given.isEmpty()).orElse(sourceName);
    boolean optional = raw(type.getType()) == Optional.class;
    boolean nullable =
        Arrays.stream(type.getAnnotations())
            .anyMatch(found -> found.annotationType().getSimpleName().equals("Nullable"));
    ObjectNode schema = schema(name, optional ? argument(name, type.getType(), 0) : type.getType());
    if (optional || nullable) {
      schema.put("nullable", true);
    } else {
      fields.required().add(name);
    }
    param.map(Param::value).ifPresent(text -> schema.put("description", text));
    checkArgument(
        !fields.properties().has(name), "%s: expected names once, got %s twice", method, name);
    fields.properties().set(name, schema);
  }

  private ObjectNode schema(String name, Type type) {
    Class<?> raw = raw(type);
    if (raw == null) {
      throw unsupported(name, type);
    }
    String simple = SIMPLE.get(raw);
    if (simple != null) {
      return object().put("type", simple);
    }
    if (raw.isEnum()) {
      ObjectNode schema = object().put("type", "string");
      ArrayNode values = schema.putArray("enum");
      for (Object constant : raw.getEnumConstants()) {
        values.add(((Enum<?>) constant).name());
      }
      return schema;
    }
    if (raw.isArray()) {
      return list(schema(name, raw.getComponentType()));
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return list(schema(name, argument(name, type, 0)));
    }
    if (Map.class.isAssignableFrom(raw) && raw(argument(name, type, 0)) == String.class) {
      ObjectNode schema = object().put("type", "object");
      schema.set("additionalProperties", schema(name, argument(name, type, 1)));
      return schema;
    }
    if (raw.isRecord()) {
      return record(name, raw);
    }
    throw unsupported(name, type);
  }

  private ObjectNode record(String name, Class<?> type) {
    checkArgument(
        open.add(type),
        "%s: %s: expected a type that does not hold itself, got %s",
        method,
        name,
        type);
    Fields fields = new Fields();
    for (RecordComponent component : type.getRecordComponents()) {
      add(
          fields,
          component.getName(),
          component.getAnnotatedType(),
          Optional.ofNullable(component.getAnnotation(Param.class)));
    }
    open.remove(type);
    return fields.schema();
  }

  private static ObjectNode list(ObjectNode items) {
    ObjectNode schema = object().put("type", "array");
    schema.set("items", items);
    return schema;
  }

  private Type argument(String name, Type type, int index) {
    if (type instanceof ParameterizedType generic
        && generic.getActualTypeArguments().length > index) {
      return generic.getActualTypeArguments()[index];
    }
    throw unsupported(name, type);
  }

  private static @Nullable Class<?> raw(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    return type instanceof ParameterizedType generic ? raw(generic.getRawType()) : null;
  }

  private IllegalArgumentException unsupported(String name, Type type) {
    return new IllegalArgumentException(
        method
            + ": "
            + name
            + ": expected text, a number, a truth value, an enum, a list, a map by text, a record or an"
            + " Optional of one, got "
            + type.getTypeName());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
