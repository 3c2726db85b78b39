package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.temper.losses.advantages.Whitening;

/** What every weighting owes to its advantages. */
class AdvantageWeightsProperties {

  @Property(tries = 100)
  void weightsNeverFallAsTheAdvantageRises(
      @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = -50, max = 50) Double> advantages,
      @ForAll @DoubleRange(min = 0.01, max = 10) double temperature) {
    double[] ascending = doubles(advantages);
    Arrays.sort(ascending);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.create(ascending);
      NDArray mask = all(manager, ascending.length);
      assertThat(AdvantageWeights.exponential(array, temperature, 20).toDoubleArray()).isSorted();
      assertThat(AdvantageWeights.softmax(array, mask, temperature).toDoubleArray()).isSorted();
      assertThat(AdvantageWeights.binary(array).toDoubleArray()).isSorted();
      assertThat(Whitening.whitened(array, mask).toDoubleArray()).isSorted();
    }
  }

  @Property(tries = 100)
  void aConstantAddedToAllChangesNeitherSoftmaxNorWhitening(
      @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = -5, max = 5) Double> advantages,
      @ForAll @DoubleRange(min = -100, max = 100) double constant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.create(doubles(advantages));
      NDArray mask = all(manager, advantages.size());
      assertThat(AdvantageWeights.softmax(array.add(constant), mask, 0.7).toDoubleArray())
          .containsExactly(
              AdvantageWeights.softmax(array, mask, 0.7).toDoubleArray(), within(1e-9));
      NDArray spread = array.sub(array.mean()).square().mean();
      if (spread.getDouble() > 1e-6) {
        assertThat(Whitening.whitened(array.add(constant), mask).toDoubleArray())
            .containsExactly(Whitening.whitened(array, mask).toDoubleArray(), within(1e-6));
      }
    }
  }

  @Property(tries = 100)
  void theEffectiveSampleSizeLiesBetweenOneAndTheCount(
      @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = 0.01, max = 1000) Double> weights) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray mask = all(manager, weights.size());
      assertThat(
              AdvantageWeights.effectiveSampleSize(manager.create(doubles(weights)), mask)
                  .getDouble())
          .isBetween(1 - 1e-9, weights.size() + 1e-9);
      assertThat(
              AdvantageWeights.meanOne(manager.create(doubles(weights)), mask).mean().getDouble())
          .isCloseTo(1, within(1e-9));
    }
  }

  private static NDArray all(NDManager manager, int length) {
    boolean[] flags = new boolean[length];
    Arrays.fill(flags, true);
    return manager.create(flags);
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
