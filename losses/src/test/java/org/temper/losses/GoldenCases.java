package org.temper.losses;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Values that other projects' test suites publish, as arrays. */
final class GoldenCases implements BeforeEachCallback, AfterEachCallback {
  private static final Path FILE =
      Path.of(System.getProperty("temper.shared", "")).resolve("golden/losses.json");

  private final NDManager manager = NDManager.newBaseManager();

  NDManager manager() {
    return manager;
  }

  /** Skips a test where there is no file of them. */
  @Override
  public void beforeEach(ExtensionContext context) {
    assumeTrue(Files.exists(FILE), () -> "no reference values at " + FILE);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    manager.close();
  }

  static JsonNode named(String id) throws IOException {
    JsonNode cases = new ObjectMapper().readTree(FILE.toFile()).get("cases");
    return elements(cases)
        .filter(node -> node.get("id").textValue().equals(id))
        .findFirst()
        .orElseThrow();
  }

  NDArray vector(JsonNode node) {
    return manager.create(doubles(node));
  }

  NDArray matrix(JsonNode node) {
    double[] values =
        elements(node).flatMapToDouble(row -> DoubleStream.of(doubles(row))).toArray();
    return manager.create(values, new Shape(node.size(), node.get(0).size()));
  }

  static double[] doubles(JsonNode node) {
    return elements(node)
        .mapToDouble(
            value -> value.isTextual() || value.isNull() ? Double.NaN : value.doubleValue())
        .toArray();
  }

  private static Stream<JsonNode> elements(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }
}
