package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON objects read from files and written to them. */
final class JsonObjects {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectReader READER =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonObjects() {}

  static ObjectNode read(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  static ObjectNode parse(String where, String json) {
    JsonNode node;
    try {
      node = READER.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          where + ": expected JSON, got: " + malformed.getOriginalMessage(), malformed);
    }
    checkArgument(
        node instanceof ObjectNode,
        "%s: expected a JSON object, got %s",
        where,
        node.getNodeType());
    return (ObjectNode) node;
  }

  static ObjectNode create() {
    return MAPPER.createObjectNode();
  }

  static JsonNode list(JsonNode element) {
    return MAPPER.createArrayNode().add(element);
  }

  static void write(Path file, JsonNode content) throws IOException {
    Files.write(file, pretty(content).getBytes(StandardCharsets.UTF_8));
  }

  static String pretty(JsonNode node) {
    return node.toPrettyString() + "\n";
  }
}
