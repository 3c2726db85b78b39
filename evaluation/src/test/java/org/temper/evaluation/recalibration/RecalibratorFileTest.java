package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibratorFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("map.json"), text);
  }

  private static String json(String type, String fields) {
    return "{\"format\": \"temper-recalibrator\", \"version\": 1, \"type\": \""
        + type
        + "\", "
        + fields
        + "}";
  }

  @Test
  void recalibratorsOfLogitsAreReadBack() {
    LabeledLogits data = HeldOut.rectangular(3, 50, new SplittableRandom(1));
    for (LogitRecalibrator recalibrator :
        List.of(
            TemperatureScaling.fit(data).recalibrator(),
            VectorScaling.fit(data, 0.1).recalibrator(),
            MatrixScaling.fit(data, ScalingPenalty.ridge(0.1)).recalibrator())) {
      Path file = folder.resolve("logits.json");
      RecalibratorFile.write(file, recalibrator);
      assertThat(RecalibratorFile.readLogits(file)).isEqualTo(recalibrator);
      assertThatThrownBy(() -> RecalibratorFile.readConfidence(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + ": type: expected a recalibrator of confidences, got ");
    }
    assertThat(folder.toFile().list()).containsExactly("logits.json");
  }

  @Test
  void theFormatIsAsItIsDescribed() throws IOException {
    Path file =
        file(
            json(
                "platt",
                "\"input\": \"LOG_ODDS\", \"slope\": 2, \"intercept\": -0.5,"
                    + " \"margin\": 1e-3"));
    assertThat(RecalibratorFile.read(file))
        .isEqualTo(new PlattScaling(PlattInput.LOG_ODDS, 2, -0.5, 1e-3));
  }

  @Test
  void badFilesAreRefusedInOneLine() throws IOException {
    assertRefused("", "expected a JSON object, got nothing");
    assertRefused("[1]", "expected a JSON object, got [1]");
    assertRefused("{\"format\": ", "expected a JSON object, got Unexpected end-of-input");
    assertRefused("{} {}", "expected a JSON object, got Trailing token");
    assertRefused("{}", "format: expected a text, got nothing");
    assertRefused("{\"format\": \"x\\ny\"}", "format: expected temper-recalibrator, got x\\ny");
    assertRefused(
        "{\"format\": \"temper-recalibrator\", \"version\": 2}",
        "version: expected 1, which this version of the library reads, got 2");
    assertRefused(
        json("spline", "\"a\": 1"),
        "type: expected one of [temperature, vector, matrix, confidence-temperature, platt, beta,"
            + " histogram, isotonic], got spline");
    assertRefused(json("temperature", "\"a\": 1"), "expected the fields [temperature] of type");
    assertRefused(json("vector", "\"weights\": [1, 2]"), "biases: expected an array, got nothing");
    assertRefused(
        json("vector", "\"weights\": [1, \"2\"], \"biases\": [0, 0]"),
        "weights[1]: expected a number, got \"2\"");
    assertRefused(
        json("matrix", "\"weights\": [[1, 2], 3], \"biases\": [0, 0]"),
        "weights[1]: expected an array, got 3");
    assertRefused(
        json("temperature", "\"temperature\": -1"), "temperature: expected from 0.01 to 100.0");
    assertRefused(
        json("temperature", "\"temperature\": 1, \"temperature\": 2"),
        "expected a JSON object, got Duplicate");
    assertRefused(
        json("beta", "\"a\": 1e999, \"b\": 1, \"c\": 0, \"margin\": 0.1"),
        "a: expected a number of at least 0, got Infinity");
    assertRefused(
        json("platt", "\"input\": \"log\", \"slope\": 1, \"intercept\": 0, \"margin\": 0.1"),
        "input: expected one of [CONFIDENCE, LOG_ODDS], got log");
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> RecalibratorFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": " + message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aFileThatCannotBeReadOrWrittenIsNamed() {
    Path missing = folder.resolve("none").resolve("map.json");
    assertThatThrownBy(() -> RecalibratorFile.read(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> RecalibratorFile.write(missing, new TemperatureScaling(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing + ": could not be written");
  }
}
