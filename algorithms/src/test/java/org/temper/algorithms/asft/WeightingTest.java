package org.temper.algorithms.asft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

/** Each member of the family on rewards 0, 1, 4 against baselines 1: advantages −1, 0, 3. */
class WeightingTest {

  private static double[] weights(Weighting weighting) {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] weights =
          weighting
              .weights(
                  new LoggedActions(
                      manager.create(new float[] {0, 1, 4}),
                      manager.create(new float[] {-1, 0, 3})))
              .toFloatArray();
      return new double[] {weights[0], weights[1], weights[2]};
    }
  }

  private static void assertWeights(Weighting weighting, double... expected) {
    assertThat(weights(weighting)).containsExactly(expected, within(1e-4));
  }

  @Test
  void cloning() {
    assertWeights(Weighting.cloning(), 1, 1, 1);
  }

  @Test
  void advantageWeighted() {
    // e^−0.5, 1, e^1.5 = 4.4817 capped at 4
    assertWeights(Weighting.advantageWeighted(2, 4), 0.606531, 1, 4);
    assertThat(Weighting.advantageWeighted(2, 4).maxWeight()).isEqualTo(4);
  }

  @Test
  void whitenedOnes() {
    // mean 2/3, deviations −5/3, −2/3, 7/3; variance (25 + 4 + 49) / 9 / 2 = 4.3333, sd 2.081666
    // −0.800641, −0.320256, 1.120897: e^ = 0.449041, 0.725963, 3.067606
    assertWeights(Weighting.whitenedAdvantageWeighted(1, 20), 0.449041, 0.725963, 3.067606);
    assertWeights(Weighting.awr(1), 0.449041, 0.725963, 3.067606);
    // e^(1.120897 / 0.2) = 271 > 20
    assertThat(weights(Weighting.awr(0.2))[2]).isEqualTo(20);
  }

  @Test
  void rewardsThemselves() {
    assertWeights(Weighting.rewardWeighted(), 0, 1, 4);
    // 3 · (1, e^0.5, e²) / (1 + 1.648721 + 7.389056 = 10.037777)
    assertWeights(Weighting.exponentialReward(2), 0.298871, 0.492754, 2.208375);
  }

  @Test
  void awac() {
    // 3 · (e^−0.5, 1, e^1.5) / (0.606531 + 1 + 4.481689 = 6.088220): that of the rewards, as all
    // baselines are the same
    assertWeights(Weighting.awac(2), 0.298871, 0.492754, 2.208375);
  }

  @Test
  void crr() {
    assertWeights(Weighting.crrBinary(), 0, 0, 1);
    assertWeights(Weighting.crrExponential(1), 0.367879, 1, 20);
  }

  @Test
  void iql() {
    // e^(β A) with β = 1.5: e^−1.5, 1, e^4.5 = 90.0171; at β = 3: e^9 > 100
    assertWeights(Weighting.iql(1.5), 0.223130, 1, 90.0171);
    assertThat(weights(Weighting.iql(3))[2]).isEqualTo(100);
    assertThat(Weighting.iql(3).maxWeight()).isEqualTo(100);
  }

  @Test
  void whereThereIsNoCapThereIsNone() {
    assertThat(Weighting.awac(1).maxWeight()).isInfinite();
    assertThat(Weighting.cloning().maxWeight()).isInfinite();
  }
}
