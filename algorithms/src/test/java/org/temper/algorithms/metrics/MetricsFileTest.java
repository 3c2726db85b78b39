package org.temper.algorithms.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.temper.algorithms.metrics.MetricLine.Kind.EVALUATION;
import static org.temper.algorithms.metrics.MetricLine.Kind.TRAINING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void setPath() {
    path = directory.resolve("metrics.jsonl");
  }

  private static MetricLine line(long update, double loss) {
    return new MetricLine(update, 0, TRAINING, Map.of("loss", loss));
  }

  @Test
  void aLineIsOneJsonObject() {
    try (MetricsFile file = MetricsFile.create(path)) {
      file.record(line(1, 2.25));
      file.record(new MetricLine(1, 3, EVALUATION, Map.of("reward", Double.NaN)));
    }
    assertThat(path)
        .hasContent(
            """
            {"update":1,"epoch":0,"kind":"training","loss":2.25}
            {"update":1,"epoch":3,"kind":"evaluation","reward":null}""");
  }

  @Test
  void numbersReadBackBitForBit() {
    double[] numbers = {0.1 + 0.2, Double.MIN_VALUE, Math.nextDown(1.0), 1e300, -0.0, (float) 0.1};
    try (MetricsFile file = MetricsFile.create(path)) {
      for (int i = 0; i < numbers.length; i++) {
        file.record(line(i, numbers[i]));
      }
    }
    assertThat(MetricsFile.read(path))
        .extracting(line -> line.values().get("loss"))
        .containsExactly(
            0.1 + 0.2, Double.MIN_VALUE, Math.nextDown(1.0), 1e300, -0.0, (double) 0.1f);
  }

  @Test
  void linesAreInTheFileBeforeItIsClosed() {
    try (MetricsFile file = MetricsFile.create(path)) {
      file.record(line(1, 1));
      assertThat(MetricsFile.read(path)).hasSize(1);
    }
  }

  @Test
  void resumingDropsLaterLinesAndACutOne() throws IOException {
    try (MetricsFile file = MetricsFile.create(path)) {
      for (int update = 1; update <= 3; update++) {
        file.record(line(update, update));
      }
    }
    Files.writeString(path, Files.readString(path) + "{\"update\":4,");
    try (MetricsFile file = MetricsFile.resume(path, 2)) {
      assertThat(file.earlier()).containsExactly(line(1, 1), line(2, 2));
      file.record(line(3, 7));
    }
    assertThat(MetricsFile.read(path)).containsExactly(line(1, 1), line(2, 2), line(3, 7));
  }

  @Test
  void readingNamesTheLineThatIsNoMetrics() throws IOException {
    Files.writeString(
        path, "{\"update\":1,\"epoch\":0,\"kind\":\"training\"}\n{\"update\":\"a\"}\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricsFile.read(path))
        .withMessage(path + ":2: expected a line of metrics, got {\"update\":\"a\"}");
  }

  @Test
  void aDamagedLineIsNamedWhereItIsNeededAndDroppedWhereItIsNot() throws IOException {
    try (MetricsFile file = MetricsFile.create(path)) {
      for (int update = 1; update <= 3; update++) {
        file.record(line(update, update));
      }
    }
    byte[] bytes = Files.readAllBytes(path);
    int second = new String(bytes, StandardCharsets.US_ASCII).indexOf("loss", 60);
    bytes[second] = (byte) 0xff;
    Files.write(path, bytes);
    for (long update : new long[] {2, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MetricsFile.resume(path, update))
          .withMessageStartingWith(path + ":2: expected a line of metrics, got none: ")
          .withMessageContaining("UTF-8");
      assertThat(path).hasBinaryContent(bytes);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricsFile.read(path))
        .withMessageContaining("UTF-8");
    assertThat(MetricsFile.readUpTo(path, 1)).containsExactly(line(1, 1));
  }
}
