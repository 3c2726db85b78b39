package org.temper.environments.calls;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.environments.calls.WrittenTurn.Call;
import org.temper.environments.calls.WrittenTurn.Malformed;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/** JSON at a position of a text, as calls. */
final class CallJson {
  /** No deeper than what files of conversations may hold. */
  private static final int DEPTH = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CallJson() {}

  /**
   * A value and where it ends in the text.
   *
   * @param node the value; null where it is none
   * @param end the index after it
   * @param error why it is none
   */
  record Value(@Nullable JsonNode node, int end, String error) {}

  /** The value that begins at a position. */
  static Value at(String text, int start) {
    String rest = text.substring(start);
    try (JsonParser parser = MAPPER.createParser(rest)) {
      JsonNode node = MAPPER.readTree(parser);
      if (node == null) {
        return new Value(null, start, "nothing");
      }
      int end = start + (int) parser.currentLocation().getCharOffset();
      return isFinite(node)
          ? new Value(wellFormed(node), end, "")
          : new Value(null, start, "a number that is not finite");
    } catch (JsonProcessingException e) {
      return new Value(null, start, Excerpt.of(e.getOriginalMessage()));
    } catch (IOException e) {
      return new Value(null, start, Excerpt.of(e.getMessage()));
    }
  }

  private static boolean isFinite(JsonNode node) {
    if (node.isFloatingPointNumber()) {
      return Double.isFinite(node.doubleValue());
    }
    for (JsonNode each : node) {
      if (!isFinite(each)) {
        return false;
      }
    }
    return true;
  }

  /** The same without halves of characters, which could be neither encoded nor written to files. */
  private static JsonNode wellFormed(JsonNode node) throws JsonProcessingException {
    String json = node.toString();
    return StandardCharsets.UTF_8.newEncoder().canEncode(json)
        ? node
        : MAPPER.readTree(
            new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }

  /** Whether a value is written as a call, be it a good one or not: an object with a name. */
  static boolean isCall(JsonNode node) {
    return node.isObject()
        && (node.has("name") || node.path("function").isObject())
        && arguments(node).isPresent();
  }

  /** The calls that a value is: an object is one, a list is several. */
  static List<WrittenCall> calls(JsonNode node, String text) {
    List<WrittenCall> calls = new ArrayList<>();
    if (node.isArray() && !node.isEmpty()) {
      node.forEach(each -> calls.add(call(each, each.toString())));
    } else {
      calls.add(call(node, text));
    }
    return calls;
  }

  /** The call that a value is; arguments may be spelled as a string. */
  static WrittenCall call(JsonNode node, String text) {
    JsonNode function = function(node);
    JsonNode name = function.path("name");
    if (!node.isObject() || !name.isTextual() || name.textValue().isBlank()) {
      return malformed(text);
    }
    JsonNode arguments = arguments(node).orElse(JsonNodeFactory.instance.objectNode());
    if (arguments.isTextual()) {
      Value spelled = at(arguments.textValue(), 0);
      arguments = spelled.node() == null ? arguments : spelled.node();
    }
    if (arguments.isNull()) {
      arguments = JsonNodeFactory.instance.objectNode();
    }
    return arguments instanceof ObjectNode object
        ? new Call(id(node), name.textValue().strip(), object)
        : new Malformed(
            text,
            Excerpt.of(name.textValue(), 48)
                + ": expected arguments as a JSON object, got "
                + Excerpt.of(arguments, 48));
  }

  static Malformed malformed(String text) {
    return new Malformed(
        text,
        "call: expected JSON {\"name\": …, \"arguments\": {…}}, got '"
            + Excerpt.of(text, 60)
            + "'");
  }

  private static JsonNode function(JsonNode node) {
    return node.path("function").isObject() ? node.path("function") : node;
  }

  private static Optional<JsonNode> arguments(JsonNode node) {
    JsonNode function = function(node);
    return Optional.ofNullable(function.get("arguments"))
        .or(() -> Optional.ofNullable(function.get("parameters")));
  }

  private static Optional<String> id(JsonNode node) {
    return Optional.of(node.path("id")).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }
}
