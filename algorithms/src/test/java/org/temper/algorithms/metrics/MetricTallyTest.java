package org.temper.algorithms.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTallyTest {
  private static final Metric MEAN = Metric.mean("mean", "", "a mean");
  private static final Metric DEVIATION = Metric.deviation("deviation", "", "its deviation");
  private static final Metric DERIVED = Metric.last("derived", "", "ten times the mean");
  private static final Metric COUNT = Metric.sum("count", "", "a count");

  private final MetricTally tally = new MetricTally(List.of(DERIVED, MEAN, DEVIATION, COUNT));

  @Test
  void howValuesAreSplitChangesNoMeanAndNoDeviation() {
    for (float[] values : List.of(new float[] {1, 2}, new float[] {}, new float[] {6})) {
      tally.add(MEAN, values);
      tally.add(DEVIATION, values);
    }
    Metrics metrics = tally.metrics();
    assertThat(metrics.get(MEAN)).isEqualTo(3);
    // ((1 − 3)² + (2 − 3)² + (6 − 3)²) / 3 = 14 / 3
    assertThat(metrics.get(DEVIATION)).isCloseTo(Math.sqrt(14 / 3.0), within(1e-12));
  }

  @Test
  void aDerivedMetricFollowsFromTheOthersAndKeepsItsPosition() {
    tally.derive(DERIVED, figures -> 10 * figures.get(MEAN));
    tally.add(COUNT, 2);
    tally.add(MEAN, new double[] {1, 4});
    assertThat(tally.metrics().toMap().keySet()).containsExactly("derived", "mean", "count");
    assertThat(tally.metrics().get(DERIVED)).isEqualTo(25);
    tally.add(MEAN, 7, 1);
    assertThat(tally.metrics().get(DERIVED)).isEqualTo(40);
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tally.add(DEVIATION, 1))
        .withMessageStartingWith("metric: expected one that is averaged in a way that takes such");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tally.add(DEVIATION, 1, 1))
        .withMessageStartingWith("metric: expected one that is averaged in a way that takes such");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tally.add(Metric.GRADIENT_NORM, 1))
        .withMessageStartingWith("metric: expected one of [");
  }
}
