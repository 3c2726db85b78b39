package org.temper.environments.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.temper.api.Excerpt;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/** Checks of calls against tools' definitions; what a schema says beyond types is not looked at. */
final class Arguments {
  private final String tool;

  private Arguments(String tool) {
    this.tool = tool;
  }

  /** What is wrong with a call, if anything. */
  static Optional<ToolResult> check(ToolCall call, List<ToolDefinition> tools) {
    for (ToolDefinition tool : tools) {
      if (tool.name().equals(call.name())) {
        ObjectNode json = tool.json();
        JsonNode parameters = json.path("function").path("parameters");
        JsonNode schema = parameters.isMissingNode() ? json.path("parameters") : parameters;
        return new Arguments(call.name()).object("", schema, call.arguments());
      }
    }
    return Optional.of(unknownTool(call.name(), tools));
  }

  static ToolResult unknownTool(String name, List<ToolDefinition> tools) {
    return ToolResult.refused(
        CallProblem.UNKNOWN_TOOL,
        "expected one of the tools "
            + Excerpt.ofAll(tools.stream().map(ToolDefinition::name).toList())
            + ", got '"
            + Excerpt.of(name, 48)
            + "'");
  }

  private Optional<ToolResult> object(String path, JsonNode schema, JsonNode value) {
    JsonNode properties = schema.path("properties");
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        return refused(
            CallProblem.MISSING_ARGUMENT,
            join(path, required.asText()),
            described(properties.path(required.asText())),
            "nothing");
      }
    }
    JsonNode additional = schema.path("additionalProperties");
    boolean closed =
        additional.isMissingNode() ? properties.isObject() : additional.equals(BooleanNode.FALSE);
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = join(path, entry.getKey());
      JsonNode property = properties.path(entry.getKey());
      if (property.isMissingNode() && closed) {
        return refused(
            CallProblem.UNKNOWN_ARGUMENT,
            name,
            "one of " + Excerpt.ofAll(names(properties)),
            "another");
      }
      JsonNode expected = property.isMissingNode() ? additional : property;
      Optional<ToolResult> wrong = value(name, expected, entry.getValue());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private Optional<ToolResult> value(String path, JsonNode schema, JsonNode value) {
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return Optional.empty();
    }
    List<String> types = types(schema.path("type"));
    JsonNode allowed = schema.path("enum");
    boolean fits =
        (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value)))
            && (!allowed.isArray() || Iterators.contains(allowed.iterator(), value));
    if (!fits) {
      return refused(CallProblem.WRONG_TYPE, path, described(schema), Excerpt.of(value, 48));
    }
    if (value.isObject()) {
      return object(path, schema, value);
    }
    for (int i = 0; i < value.size(); i++) {
      Optional<ToolResult> wrong = value(path + "[" + i + "]", schema.path("items"), value.get(i));
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber() || (value.isNumber() && isWhole(value));
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> true;
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.doubleValue() == Math.rint(value.doubleValue())
        && !Double.isInfinite(value.doubleValue());
  }

  private static List<String> types(JsonNode type) {
    if (type.isTextual()) {
      return List.of(type.textValue());
    }
    ImmutableList.Builder<String> types = ImmutableList.builder();
    type.forEach(each -> types.add(each.asText()));
    return types.build();
  }

  private static String described(JsonNode schema) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray()) {
      List<String> values = new ArrayList<>();
      allowed.forEach(value -> values.add(value.asText()));
      return "one of " + Excerpt.ofAll(values);
    }
    List<String> types = types(schema.path("type"));
    return types.isEmpty() ? "a value" : "type " + String.join(" or ", types);
  }

  private static Set<String> names(JsonNode properties) {
    TreeSet<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private Optional<ToolResult> refused(
      CallProblem problem, String path, String expected, String got) {
    return Optional.of(
        ToolResult.refused(
            problem,
            tool + ": " + Excerpt.of(path, 48) + ": expected " + expected + ", got " + got));
  }
}
