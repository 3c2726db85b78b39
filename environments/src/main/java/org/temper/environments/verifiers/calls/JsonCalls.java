package org.temper.environments.verifiers.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;

/**
 * A reader of calls in JSON, in a code fence or not: an object or a list of objects that are {@code
 * {"name": …, "arguments": {…}}}, {@code {"function": …, "parameters": {…}}} as BFCL asks for them,
 * or {@code {"NAME": {…}}}. Arguments may also be JSON in a string.
 */
public final class JsonCalls {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);
  private static final List<String> NAMES = List.of("name", "function");
  private static final List<String> ARGUMENTS = List.of("arguments", "parameters");

  private JsonCalls() {}

  /**
   * Reads calls.
   *
   * @param text any text
   * @return the calls, in their order; may be none
   * @throws MalformedCallsException if the text is something else
   */
  public static List<FunctionCall> parse(String text) throws MalformedCallsException {
    JsonNode json = read(unfenced(text.strip()));
    ImmutableList.Builder<FunctionCall> calls = ImmutableList.builder();
    if (json.isArray()) {
      for (JsonNode call : json) {
        calls.add(call(call));
      }
    } else {
      calls.add(call(json));
    }
    return calls.build();
  }

  private static String unfenced(String text) {
    if (!text.startsWith("```") || !text.endsWith("```") || text.indexOf('\n') < 0) {
      return text;
    }
    return text.substring(text.indexOf('\n'), Math.max(text.length() - 3, text.indexOf('\n')));
  }

  private static JsonNode read(String text) throws MalformedCallsException {
    try {
      return JSON.readValue(text);
    } catch (JsonProcessingException e) {
      throw new MalformedCallsException("expected calls, got " + Excerpt.of(text, 60));
    }
  }

  private static FunctionCall call(JsonNode call) throws MalformedCallsException {
    Optional<JsonNode> name = first(call, NAMES).filter(JsonNode::isTextual);
    Optional<JsonNode> arguments = first(call, ARGUMENTS);
    if (name.isPresent()) {
      return new FunctionCall(name.get().textValue(), arguments(arguments));
    }
    if (call.isObject() && call.size() == 1) {
      Map.Entry<String, JsonNode> only = call.properties().iterator().next();
      return new FunctionCall(only.getKey(), arguments(Optional.of(only.getValue())));
    }
    throw new MalformedCallsException("expected a call, got " + Excerpt.of(call, 60));
  }

  private static Optional<JsonNode> first(JsonNode call, List<String> names) {
    return names.stream().filter(call::has).map(call::get).findFirst();
  }

  private static Map<String, PythonValue> arguments(Optional<JsonNode> given)
      throws MalformedCallsException {
    if (given.isEmpty()) {
      return Map.of();
    }
    JsonNode object = given.get().isTextual() ? read(given.get().textValue()) : given.get();
    if (!object.isObject()) {
      throw new MalformedCallsException(
          "expected arguments by name, got " + Excerpt.of(object, 60));
    }
    Map<String, PythonValue> arguments = new LinkedHashMap<>();
    object.properties().forEach(e -> arguments.put(e.getKey(), PythonValue.of(e.getValue())));
    return arguments;
  }
}
