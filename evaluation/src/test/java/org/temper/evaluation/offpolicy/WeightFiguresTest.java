package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightFiguresTest {
  private static ValueEstimate ips(int rows, double odd, double even) {
    double[] rewards = new double[rows];
    double[] propensities = new double[rows];
    Arrays.fill(propensities, .5);
    double[] targets = new double[rows];
    Arrays.setAll(targets, row -> row % 2 == 0 ? even : odd);
    return OffPolicyEstimators.ips(LoggedFeedback.of(rewards, propensities, targets))
        .estimate(0.95);
  }

  @Test
  void evenWeightsAreTrusted() {
    ValueEstimate estimate = ips(100, .5, .5);
    assertThat(estimate.weights().effectiveSampleSize()).isEqualTo(100);
    assertThat(estimate.weights().meanError()).isZero();
    assertThat(estimate.weights().findings()).isEmpty();
    assertThat(estimate.warning()).isEmpty();
  }

  @Test
  void fewRowsAreFound() {
    // Half of 198 rows count: 99, with a mean weight of (1 + 0) / 2 · 2 = 1.
    ValueEstimate estimate = ips(198, 0, 1);
    assertThat(estimate.weights().effectiveSampleSize()).isEqualTo(99);
    assertThat(estimate.weights().findings()).containsExactly(WeightFinding.FEW_EFFECTIVE_ROWS);
    assertThat(estimate.warning()).get().asString().startsWith("few rows decide");
    assertThat(ips(200, 0, 1).weights().findings()).isEmpty();
  }

  @Test
  void aMeanOtherThanOneIsFound() {
    // Weights .8 and 1, always: their mean is .9 ± .1 / √400 or so.
    ValueEstimate estimate = ips(400, .4, .5);
    assertThat(estimate.weights().mean()).isEqualTo(.9);
    assertThat(estimate.weights().findings()).containsExactly(WeightFinding.MEAN_WEIGHT_NOT_ONE);
    assertThat(estimate.warning()).get().asString().startsWith("the mean weight is not 1");
    // Half a percent is a matter of rounding.
    assertThat(ips(400, .4975, .4975).weights().findings()).isEmpty();
  }

  @Test
  void bothAreFound() {
    assertThat(ips(50, .1, .1).weights().findings())
        .containsExactly(WeightFinding.FEW_EFFECTIVE_ROWS, WeightFinding.MEAN_WEIGHT_NOT_ONE);
  }
}
