package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTuneTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STAGES =
      List.of(
          "before",
          "after",
          "capability",
          "conftuner",
          "temperature",
          "platt",
          "after_temperature",
          "after_platt",
          "stated",
          "rlcr",
          "correctness");

  @TempDir private Path directory;

  @Test
  void eachMethodIsMeasuredOnTheSameQuestions() throws IOException {
    Path out = directory.resolve("out");
    Run run =
        Run.of(
                small(
                    out,
                    "--methods",
                    "tuned,capability,conftuner,temperature,platt,rlcr,correctness"))
            .succeeds();
    assertThat(run.out()).contains("before", "after", "temperature", "ood.ece", "summary.json");
    JsonNode summary = summary(out);
    for (String stage : STAGES) {
      for (String set : List.of("", ".ood")) {
        for (String figure :
            List.of(
                "ece",
                "accuracy",
                "accuracy_at_50",
                "brier",
                "abstention.coverage",
                "abstention.error_rate",
                "abstention.risk")) {
          assertThat(summary.path(stage + set + "." + figure).asDouble(-1))
              .as(stage + set + "." + figure)
              .isBetween(0.0, 1.0);
        }
        assertThat(summary.path(stage + set + ".nll").asDouble(-1)).isPositive();
      }
      assertThat(out.resolve("reliability-" + stage + ".svg")).isNotEmptyFile();
    }
    assertThat(summary.path("before.auroc").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.path("seconds").asDouble()).isPositive();
    // A recalibrator changes neither answers nor their ranking.
    for (String figure : List.of("accuracy", "auroc", "accuracy_at_50")) {
      assertThat(summary.path("temperature." + figure)).isEqualTo(summary.path("before." + figure));
    }
    assertThat(out.resolve("risk-coverage.svg")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("report.html"))).contains("<svg", "abstention");
    assertThat(out.resolve("tuned-confidence_loss.png")).exists();
    assertThat(
            Files.readAllLines(out.resolve("metrics.jsonl")).stream()
                .map(CalibrationTuneTest::stage)
                .distinct())
        .containsExactly(
            "demonstrations", "tuned", "capability", "conftuner", "stated", "rlcr", "correctness");
    Run.of("show", "--model", out.resolve("model").toString()).succeeds();
  }

  @Test
  void aRunThatIsResumedEndsAsItDidBefore() throws IOException {
    Path out = directory.resolve("out");
    Run.of(small(out)).succeeds();
    byte[] weights = Files.readAllBytes(out.resolve("model/model.safetensors"));
    JsonNode before = withoutSeconds(out);
    // As if it had been killed after the last update.
    Files.delete(out.resolve("summary.json"));
    Files.delete(out.resolve("model/model.safetensors"));
    Run.of(small(out, "--resume")).succeeds();
    assertThat(Files.readAllBytes(out.resolve("model/model.safetensors"))).isEqualTo(weights);
    assertThat(withoutSeconds(out)).isEqualTo(before);
    Run.of(small(out, "--resume", "--samples", "3"))
        .failsWith("--samples: expected 2 as in the run to resume, got 3");
  }

  @ParameterizedTest
  @CsvSource({
    "--demonstrations, 1, '--demonstrations: expected at least 2, got 1'",
    "--samples, 1, '--samples: expected at least 2, got 1'",
    "--tasks, 0, '--tasks: expected at least 1, got 0'",
    "--updates, 0, '--updates: expected at least 1, got 0'",
    "--batch-size, 0, '--batch-size: expected at least 1, got 0'",
    "--validation-tasks, 0, '--validation-tasks: expected at least 1, got 0'",
    "--test-tasks, 0, '--test-tasks: expected at least 1, got 0'",
    "--risk, 0, '--risk: expected above 0 and below 1, got 0.0'",
    "--risk, NaN, '--risk: expected above 0 and below 1, got NaN'",
    "--methods, 'tuned,tuned', '--methods: expected each once'",
    "--methods, 'hope', '--methods'",
    "--tasks, 1000000, '--tasks × --samples: expected a product of at most 1048576'",
  })
  void badInputIsRefusedBeforeAnythingIsWritten(String option, String value, String message) {
    Path out = directory.resolve("out");
    Run.of("calibration-tune", "--out", out, option, value).failsWith(message);
    assertThat(out).doesNotExist();
  }

  private static JsonNode summary(Path out) throws IOException {
    return JSON.readTree(out.resolve("summary.json").toFile());
  }

  private static JsonNode withoutSeconds(Path out) throws IOException {
    return ((ObjectNode) summary(out)).without("seconds");
  }

  private static String stage(String line) {
    try {
      return JSON.readTree(line).path("stage").asText();
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }

  private static Object[] small(Path out, Object... others) {
    List<Object> command =
        List.of(
            "calibration-tune",
            "--methods",
            "tuned",
            "--demonstrations",
            "256",
            "--tasks",
            "16",
            "--samples",
            "2",
            "--updates",
            "4",
            "--batch-size",
            "16",
            "--validation-tasks",
            "24",
            "--test-tasks",
            "24",
            "--out",
            out);
    List<Object> kept = new ArrayList<>(command);
    for (int i = 0; i < others.length; i++) {
      int given = kept.indexOf(others[i]);
      if (given >= 0) {
        kept.set(given + 1, others[++i]);
      } else {
        kept.add(others[i]);
      }
    }
    return kept.toArray();
  }
}
