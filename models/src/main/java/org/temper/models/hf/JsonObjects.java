package org.temper.models.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON objects made and written to files; {@link org.temper.data.JsonFile} reads them. */
final class JsonObjects {

  private JsonObjects() {}

  static ObjectNode create() {
    return JsonNodeFactory.instance.objectNode();
  }

  static JsonNode list(JsonNode element) {
    return JsonNodeFactory.instance.arrayNode().add(element);
  }

  static void write(Path file, JsonNode content) throws IOException {
    Files.write(file, pretty(content).getBytes(StandardCharsets.UTF_8));
  }

  static String pretty(JsonNode node) {
    return node.toPrettyString() + "\n";
  }
}
