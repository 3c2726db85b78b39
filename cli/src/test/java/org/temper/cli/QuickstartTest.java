package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

  @Test
  void aSmallQuickstartRunsFromTheBaseModelToTheTable(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    Run run = Run.of("quickstart", "--scale", 0.02, "--out", out).succeeds();
    assertThat(run.out()).contains("exact match").contains("reward margin").contains("kl");
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertThat(summary).allMatch(JsonNode::isNumber);
    assertThat(summary.get("sft.exact_match").asDouble())
        .isGreaterThan(summary.get("base.exact_match").asDouble());
    assertThat(summary.get("sft.nats_per_token").asDouble())
        .isLessThan(summary.get("base.nats_per_token").asDouble());
    assertThat(summary.has("dpo.exact_match")).isTrue();
    assertThat(summary.get("sft.kl").asDouble()).isZero();
    for (String name :
        new String[] {
          "metrics.jsonl", "pairs.jsonl", "sft-loss.png", "dpo-margin.png", "model/config.json"
        }) {
      assertThat(out.resolve(name)).isNotEmptyFile();
    }
  }
}
