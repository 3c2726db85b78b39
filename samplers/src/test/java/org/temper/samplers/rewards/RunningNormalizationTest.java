package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RunningNormalizationTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-7);

  @Test
  void aBatchIsShapedByStatisticsThatHoldIt() {
    try (RunningNormalization centered = RunningNormalization.centered()) {
      // mean 2, variance (1 + 1) / 2 = 1
      assertThat(shape(centered, 1, 3)).containsExactly(new double[] {-1, 1}, CLOSE);
      // 1, 3, 8: mean 4, variance (9 + 1 + 16) / 3
      assertThat(shape(centered, 8)).containsExactly(new double[] {4 / Math.sqrt(26 / 3.)}, CLOSE);
      assertThat(centered.count()).isEqualTo(3);
      assertThat(centered.mean()).isEqualTo(4, CLOSE);
      assertThat(centered.deviation()).isEqualTo(Math.sqrt(26 / 3.), CLOSE);
    }
  }

  @Test
  void scaledRewardsAreNotCentered() {
    try (RunningNormalization scaled = RunningNormalization.scaled()) {
      assertThat(shape(scaled, 1, 3)).containsExactly(new double[] {1, 3}, CLOSE);
      assertThat(shape(scaled, 8)).containsExactly(new double[] {8 / Math.sqrt(26 / 3.)}, CLOSE);
    }
  }

  @Test
  void equalRewardsStayFinite() {
    try (RunningNormalization centered = RunningNormalization.centered();
        RunningNormalization scaled = RunningNormalization.scaled()) {
      for (int batch = 0; batch < 3; batch++) {
        assertThat(shape(centered, 0.1, 0.1, 0.1)).containsOnly(0);
        assertThat(shape(scaled, 0.1, 0.1, 0.1)).containsOnly(0.1);
      }
      assertThat(centered.deviation()).isZero();
    }
  }

  @Test
  void unknownRewardsStayUnknownAndAreNotCounted() {
    try (RunningNormalization centered = RunningNormalization.centered()) {
      assertThat(shape(centered, Double.NaN)).containsOnly(Double.NaN);
      assertThat(shape(centered, 1, Double.NaN, 3))
          .containsExactly(new double[] {-1, Double.NaN, 1}, CLOSE);
      assertThat(centered.count()).isEqualTo(2);
      assertThat(shape(centered)).isEmpty();
    }
  }

  @Test
  void infiniteRewardsAreRefusedAndChangeNothing() {
    try (RunningNormalization centered = RunningNormalization.centered()) {
      assertThatThrownBy(() -> shape(centered, 1, Double.POSITIVE_INFINITY))
          .hasMessage("rewards: expected finite numbers or NaN, got Infinity");
      assertThat(centered.count()).isZero();
    }
  }

  @Test
  void aRestoredOneGoesOnAsTheOther() {
    try (NDManager manager = NDManager.newBaseManager();
        RunningNormalization first = RunningNormalization.centered();
        RunningNormalization second = RunningNormalization.centered()) {
      shape(first, 0.1, 0.7, -12);
      NDArray statistics = first.state().get("statistics");
      assertThat(statistics.getDataType()).isEqualTo(DataType.FLOAT64);
      NDArray saved = manager.create(statistics.toDoubleArray());
      double[] uninterrupted = shape(first, 5, 6);
      second.restore(Map.of("statistics", saved));
      assertThat(shape(second, 5, 6)).containsExactly(uninterrupted);
    }
  }

  private static double[] shape(RunningNormalization shaping, double... rewards) {
    return shaping.shaped(rewards, new int[rewards.length]);
  }

  @Test
  void roundingIsNoDeviation() {
    double[] rewards = {0.1, Math.nextUp(0.1f), 0.1f};
    try (RunningNormalization centered = RunningNormalization.centered();
        RunningNormalization scaled = RunningNormalization.scaled()) {
      assertThat(centered.shaped(rewards, new int[3])).containsOnly(0);
      assertThat(scaled.shaped(rewards, new int[3])).isEqualTo(rewards);
    }
  }
}
