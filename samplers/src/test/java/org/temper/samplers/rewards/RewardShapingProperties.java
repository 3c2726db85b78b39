package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;

class RewardShapingProperties {

  @Property(tries = 200)
  void runningStatisticsAreThoseOfAllRewardsTogether(
      @ForAll @Size(min = 1, max = 6)
          List<@Size(min = 1, max = 9) List<@DoubleRange(min = -1e3, max = 1e3) Double>> batches) {
    try (RunningNormalization running = RunningNormalization.centered()) {
      for (List<Double> batch : batches) {
        double[] rewards = batch.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(Arrays.stream(running.shaped(rewards, new int[rewards.length])))
            .allMatch(Double::isFinite);
      }
      double[] all =
          batches.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
      double mean = Arrays.stream(all).average().orElseThrow();
      double variance = Arrays.stream(all).map(r -> (r - mean) * (r - mean)).sum() / all.length;
      assertThat(running.count()).isEqualTo(all.length);
      assertThat(running.mean()).isCloseTo(mean, Offset.offset(1e-9));
      assertThat(running.deviation() * running.deviation())
          .isCloseTo(variance, Offset.offset(1e-6));
    }
  }

  @Property
  void overlongPenaltyFallsFromZeroToMinusOne(
      @ForAll @IntRange(min = 1, max = 500) int maxLength,
      @ForAll @IntRange(min = 1, max = 500) int buffer,
      @ForAll @IntRange(max = 600) int length) {
    int fitting = Math.min(buffer, maxLength);
    RewardShaping shaping = RewardShaping.overlongPenalty(maxLength, fitting);
    double[] penalties = shaping.shaped(new double[2], new int[] {length, length + 1});
    assertThat(penalties[0]).isBetween(-1., 0.);
    assertThat(penalties[1]).isLessThanOrEqualTo(penalties[0]);
    if (length <= maxLength - fitting) {
      assertThat(penalties[0]).isZero();
    }
    if (length >= maxLength) {
      assertThat(penalties[0]).isEqualTo(-1);
    }
  }
}
