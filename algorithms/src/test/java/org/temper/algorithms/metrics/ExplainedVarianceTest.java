package org.temper.algorithms.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplainedVarianceTest {

  @Test
  void itComparesTheErrorWithTheVariance() {
    // Variance of 0 and 4 about their mean 2: 4.
    ExplainedVariance explained = ExplainedVariance.of(new double[] {0, 4});
    assertThat(explained.at(0)).isEqualTo(1);
    assertThat(explained.at(1)).isEqualTo(0.75);
    assertThat(explained.at(4)).isZero();
    assertThat(explained.at(8)).isEqualTo(-1);
  }

  @Test
  void nothingIsExplainedWhereNothingVaries() {
    assertThat(ExplainedVariance.of(new double[] {3, 3}).at(0)).isNaN();
    assertThat(ExplainedVariance.of(new double[0]).at(0)).isNaN();
  }

  @Test
  void roundingIsNoVariance() {
    assertThat(ExplainedVariance.of(new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}).at(0.5))
        .isNaN();
    assertThat(ExplainedVariance.of(new double[] {0.1f, Math.nextUp(0.1f)}).at(0.5)).isNaN();
  }
}
