package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"sql, rejection", "toolbox, 'rejection,unfiltered,gold,grpo,dpo'"})
  void eachMethodLearnsFromTheSameStartAndIsMeasured(String environment, String methods)
      throws IOException {
    Path out = directory.resolve("out");
    Run.of(small(environment, out, methods)).succeeds();
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    for (String stage : Splitter.on(',').split("base,sft," + methods)) {
      assertThat(summary.path(stage + ".success").asDouble(-1)).as(stage).isBetween(0.0, 1.0);
      assertThat(summary.path(stage + ".pass_power_4").asDouble(-1)).isBetween(0.0, 1.0);
      assertThat(summary.path(stage + ".malformed").asDouble(-1)).isNotNegative();
      Run.of("reverify", out.resolve("traces").resolve(stage + ".jsonl").toString()).succeeds();
      assertThat(out.resolve("traces").resolve(stage + ".html")).isNotEmptyFile();
    }
    assertThat(summary.path("seconds").asDouble()).isPositive();
    Run.of("reverify", out.resolve("rejection/traces/round-1.jsonl").toString()).succeeds();
    assertThat(out.resolve("success.png")).isNotEmptyFile();
    Run.of("show", "--model", out.resolve("model").toString()).succeeds();
  }

  @Test
  void aRunThatIsResumedEndsAsItDidBefore() throws IOException {
    Path out = directory.resolve("out");
    Run.of(small("toolbox", out, "rejection")).succeeds();
    byte[] weights = Files.readAllBytes(out.resolve("model/model.safetensors"));
    List<String> accepted = Files.readAllLines(out.resolve("rejection/accepted.jsonl"));
    // As if it had been killed while the last stage was being measured.
    Files.delete(out.resolve("summary.json"));
    Files.delete(out.resolve("model/model.safetensors"));
    Run.of(
            Stream.concat(Stream.of(small("toolbox", out, "rejection")), Stream.of("--resume"))
                .toArray())
        .succeeds();
    assertThat(Files.readAllBytes(out.resolve("model/model.safetensors"))).isEqualTo(weights);
    assertThat(Files.readAllLines(out.resolve("rejection/accepted.jsonl"))).isEqualTo(accepted);
    assertThat(out.resolve("summary.json")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "--difficulty, 0, '--difficulty: expected 1 to 4, got 0'",
    "--difficulty, 5, '--difficulty: expected at most 4, got 5'",
    "--samples, 1, '--samples: expected at least 2, got 1'",
    "--batch-size, 4, '--batch-size: expected at least 8, got 4'",
    "--temperature, 0, '--temperature: expected a finite number above 0'",
    "--methods, 'gold,gold', '--methods: expected each once'",
    "--environment, chess, '--environment'",
  })
  void badInputIsRefusedBeforeAnythingIsWritten(String option, String value, String message) {
    Path out = directory.resolve("out");
    List<String> arguments =
        new ArrayList<>(List.of("rejection", "--out", out.toString(), option, value));
    if (!option.equals("--environment")) {
      arguments.addAll(List.of("--environment", "sql"));
    }
    Run.of(arguments.toArray()).failsWith(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void aModelWithoutAChatTemplateIsRefused() throws IOException {
    Path model = TinyModel.in(directory);
    Run.of("rejection", "--environment", "sql", "--model", model.toString())
        .failsWith("--model: expected a model with a chat template, got none");
  }

  private static Object[] small(String environment, Path out, String methods) {
    return new Object[] {
      "rejection",
      "--environment",
      environment,
      "--difficulty",
      "1",
      "--methods",
      methods,
      "--demonstrations",
      "16",
      "--demonstration-updates",
      "20",
      "--rounds",
      "1",
      "--tasks",
      "8",
      "--samples",
      "2",
      "--updates",
      "2",
      "--batch-size",
      "8",
      "--validation-tasks",
      "4",
      "--test-tasks",
      "4",
      "--out",
      out.toString()
    };
  }
}
