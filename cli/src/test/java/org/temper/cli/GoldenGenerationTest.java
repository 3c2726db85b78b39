package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("shared")
class GoldenGenerationTest {

  @Test
  void greedyTokensAreThoseOfAnIndependentImplementation() throws IOException {
    Path model = Path.of(System.getProperty("temper.shared", "shared"), "models", "stories260K");
    assumeTrue(Files.isDirectory(model), () -> "no model in " + model);
    ObjectMapper json = new ObjectMapper();
    JsonNode golden = json.readTree(model.resolve("golden.json").toFile());
    Run run = Run.of("generate", "--model", model, "--temperature", 0, "--json").succeeds();
    assertThat(run.out().lines()).hasSize(1);
    JsonNode record = json.readTree(run.out());
    assertThat(record.get("token_ids").size()).isEqualTo(64);
    for (int i = 0; i < 64; i++) {
      // The golden ids have the begin token first.
      assertThat(record.get("token_ids").get(i)).isEqualTo(golden.get("greedy_ids").get(i + 1));
      assertThat(record.get("logprobs").get(i).asDouble())
          .isCloseTo(golden.get("logprobs").get(i).asDouble(), within(1e-4));
    }
    assertThat(record.get("finish_reason").asText()).isEqualTo("length");
  }
}
