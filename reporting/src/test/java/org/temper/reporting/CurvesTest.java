package org.temper.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.RunUnit;

class CurvesTest {
  @TempDir Path directory;

  @Test
  void eachMetricGetsAPicture() throws IOException {
    try (Curves curves = new Curves(directory)) {
      curves.start(
          new MetricSink.Start(
              RunUnit.UPDATE,
              1,
              3,
              List.of(line(1, MetricLine.Kind.TRAINING, Map.of("loss", 3.0))),
              Map.of("loss", "nats per token")));
      curves.record(line(2, MetricLine.Kind.TRAINING, Map.of("loss", 2.0)));
      curves.record(line(2, MetricLine.Kind.EVALUATION, Map.of("loss", 2.5, "exact_match", 0.5)));
      curves.record(line(3, MetricLine.Kind.EVALUATION, Map.of("never", Double.NaN)));
    }
    BufferedImage image = ImageIO.read(directory.resolve("loss.png").toFile());
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(image.getHeight()).isEqualTo(500);
    assertThat(directory.resolve("exact_match.png")).isNotEmptyFile();
    assertThat(directory.resolve("never.png")).doesNotExist();
  }

  @Test
  void nothingRecordedDrawsNothing() throws IOException {
    new Curves(directory).close();
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  private static MetricLine line(long update, MetricLine.Kind kind, Map<String, Double> values) {
    return new MetricLine(update, 0, kind, values);
  }
}
