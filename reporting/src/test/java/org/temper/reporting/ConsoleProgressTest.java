package org.temper.reporting;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.RunUnit;

class ConsoleProgressTest {

  @Test
  void aBarTakesWhateverARunRecords() {
    assertThatCode(
            () -> {
              try (ConsoleProgress progress = new ConsoleProgress("sft")) {
                progress.start(new MetricSink.Start(RunUnit.UPDATE, 2, 4, List.of(), Map.of()));
                progress.record(
                    new MetricLine(
                        3, 0, MetricLine.Kind.TRAINING, Map.of("loss", 1.5, "margin", 2.0)));
                progress.record(
                    new MetricLine(3, 0, MetricLine.Kind.EVALUATION, Map.of("loss", Double.NaN)));
                progress.record(new MetricLine(9, 0, MetricLine.Kind.TRAINING, Map.of()));
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aRunThatNeverStartedClosesWithoutABar() {
    assertThatCode(() -> new ConsoleProgress("sft").close()).doesNotThrowAnyException();
  }
}
