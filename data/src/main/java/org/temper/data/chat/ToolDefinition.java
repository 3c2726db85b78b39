package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.temper.api.Excerpt;

/**
 * A tool that an assistant may call, described by JSON Schema: {@code {"type": "function",
 * "function": {"name": …, "description": …, "parameters": {…}}}}, or the inner object alone.
 * Further fields are kept, as templates may read them.
 *
 * @param json the description
 */
public record ToolDefinition(ObjectNode json) {

  /**
   * Copies the description and checks its form.
   *
   * @throws IllegalArgumentException if it has no name, or a description that is no text, or
   *     parameters that are no object
   */
  public ToolDefinition {
    json = json.deepCopy();
    JsonNode function = function(json);
    check(function.isObject(), "function", "an object", function);
    JsonNode name = function.path("name");
    check(name.isTextual() && !name.textValue().isBlank(), "name", "a tool's name", name);
    JsonNode description = function.path("description");
    check(isNone(description) || description.isTextual(), "description", "a string", description);
    JsonNode parameters = function.path("parameters");
    check(isNone(parameters) || parameters.isObject(), "parameters", "an object", parameters);
  }

  /**
   * The tool that a Java method is: its name, its {@link Tool description}, and a schema of its
   * parameters' types (text, numbers, truth values, enums, lists, maps, records and {@link
   * Optional} ones of these; what is not {@code Optional} or {@code @Nullable} is required).
   *
   * @param method a method annotated with {@link Tool}; its parameters have names where it was
   *     compiled with {@code -parameters}, or by {@link Param#name}
   * @return the definition
   * @throws IllegalArgumentException if it is not annotated, or a parameter has no name or a type
   *     that has no schema
   */
  public static ToolDefinition of(Method method) {
    return new ToolDefinition(ToolSchema.of(method));
  }

  /**
   * The tools that a class has.
   *
   * @param type a class with public methods annotated with {@link Tool}
   * @return their definitions, by name
   * @throws IllegalArgumentException if there is none, or as {@link #of(Method)}
   */
  public static List<ToolDefinition> allOf(Class<?> type) {
    List<ToolDefinition> tools =
        Arrays.stream(type.getMethods())
            .filter(method -> method.isAnnotationPresent(Tool.class) && !method.isBridge())
            .map(ToolDefinition::of)
            .sorted(Comparator.comparing(ToolDefinition::name))
            .toList();
    checkArgument(
        !tools.isEmpty(),
        "type: expected public methods annotated with @Tool, got none in %s",
        type.getName());
    return tools;
  }

  /**
   * The tool's name.
   *
   * @return not blank
   */
  public String name() {
    return function(json).path("name").textValue();
  }

  /**
   * The description.
   *
   * @return a copy
   */
  @Override
  public ObjectNode json() {
    return json.deepCopy();
  }

  private static JsonNode function(ObjectNode json) {
    return json.has("function") ? json.get("function") : json;
  }

  private static boolean isNone(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static void check(boolean holds, String field, String what, JsonNode got) {
    checkArgument(
        holds,
        "%s: expected %s, got %s",
        field,
        what,
        got.isMissingNode() ? "nothing" : Excerpt.of(got));
  }
}
