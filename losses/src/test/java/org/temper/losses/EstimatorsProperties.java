package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.temper.losses.advantages.AdvantagesAndReturns;
import org.temper.losses.advantages.GeneralizedAdvantages;
import org.temper.losses.advantages.GroupAdvantages;
import org.temper.losses.arrays.Masks;

/** What advantages owe to their rewards. */
class EstimatorsProperties {

  @Property(tries = 50)
  void aConstantAddedToAGroupChangesNoAdvantageWithinIt(
      @ForAll long seed, @ForAll @DoubleRange(min = -50, max = 50) double constant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Groups groups = Groups.random(manager, seed);
      NDArray shift = manager.create(new double[] {constant, 0, -constant}, new Shape(3, 1));
      for (BinaryOperator<NDArray> estimator : withinGroups()) {
        assertThat(estimator.apply(groups.rewards().add(shift), groups.mask()).toDoubleArray())
            .containsExactly(
                estimator.apply(groups.rewards(), groups.mask()).toDoubleArray(), within(1e-9));
      }
    }
  }

  @Property(tries = 50)
  void aPositiveFactorChangesNothingWhereADeviationDivides(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 100) double factor) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Groups groups = Groups.random(manager, seed);
      NDArray mask = groups.mask();
      NDArray scaled = groups.rewards().mul(factor);
      for (BinaryOperator<NDArray> estimator :
          List.<BinaryOperator<NDArray>>of(
              GroupAdvantages::grpo,
              GroupAdvantages::reinforcePlusPlus,
              GroupAdvantages::reinforcePlusPlusBaseline)) {
        assertThat(estimator.apply(scaled, mask).toDoubleArray())
            .containsExactly(estimator.apply(groups.rewards(), mask).toDoubleArray(), within(1e-9));
      }
      // the others scale with the rewards
      assertThat(GroupAdvantages.rloo(scaled, mask).toDoubleArray())
          .containsExactly(
              GroupAdvantages.rloo(groups.rewards(), mask).mul(factor).toDoubleArray(),
              within(1e-9));
    }
  }

  @Property(tries = 50)
  void whatIsOutsideTheMaskDoesNotMatter(@ForAll long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Groups groups = Groups.random(manager, seed);
      NDArray other = groups.rewards().onesLike().mul(Double.NaN);
      NDArray masked = groups.rewards().add(Masks.keep(other, groups.mask().logicalNot()));
      for (BinaryOperator<NDArray> estimator : withinGroups()) {
        assertThat(estimator.apply(masked, groups.mask()).toDoubleArray())
            .containsExactly(estimator.apply(groups.rewards(), groups.mask()).toDoubleArray());
      }
      assertThat(GroupAdvantages.reinforcePlusPlus(masked, groups.mask()).toDoubleArray())
          .containsExactly(
              GroupAdvantages.reinforcePlusPlus(groups.rewards(), groups.mask()).toDoubleArray());
    }
  }

  @Property(tries = 50)
  void equallyLongCompletionsHaveTheMeanAsOptimalBaseline(@ForAll long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Groups groups = Groups.random(manager, seed);
      NDArray lengths = groups.rewards().onesLike().mul(7);
      assertThat(GroupAdvantages.opo(groups.rewards(), lengths, groups.mask()).toDoubleArray())
          .containsExactly(
              GroupAdvantages.drGrpo(groups.rewards(), groups.mask()).toDoubleArray(),
              within(1e-12));
    }
  }

  @Property(tries = 100)
  void gapsInAnEpisodeChangeNothing(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int length) {
    Random random = new Random(seed);
    double[] rewards = random.doubles(length, -2, 2).toArray();
    double[] values = random.doubles(length, -2, 2).toArray();
    double last = random.nextDouble();
    try (NDManager manager = NDManager.newBaseManager()) {
      Episode whole = Episode.of(manager, rewards, values, new int[length]);
      int[] gaps = random.ints(length, 0, 4).toArray();
      Episode gapped = Episode.of(manager, rewards, values, gaps);
      double[] expected = whole.advantages(last).advantages().toDoubleArray();
      double[] actual = whole.kept(gapped.advantages(last).advantages().toDoubleArray(), gaps);
      assertThat(actual).containsExactly(expected);
      // by the definition: Σ_k (γλ)^k δ_{t+k}
      for (int t = 0; t < length; t++) {
        double sum = 0;
        for (int k = t; k < length; k++) {
          double next = k + 1 < length ? values[k + 1] : last;
          sum += Math.pow(0.9 * 0.8, k - t) * (rewards[k] + 0.9 * next - values[k]);
        }
        assertThat(expected[t]).isCloseTo(sum, within(1e-12));
      }
    }
  }

  @Property(tries = 50)
  void estimatesOfIdenticalPoliciesAreZero(@ForAll long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      double[] numbers = new Random(seed).doubles(8, -30, 0).toArray();
      NDArray logProbs = manager.create(numbers, new Shape(2, 4)).logSoftmax(1);
      for (BinaryOperator<NDArray> estimator :
          List.<BinaryOperator<NDArray>>of(
              KlEstimators::k1, KlEstimators::k2, KlEstimators::k3, KlEstimators::full)) {
        assertThat(estimator.apply(logProbs, logProbs).toDoubleArray()).containsOnly(0);
      }
    }
  }

  private static List<BinaryOperator<NDArray>> withinGroups() {
    return List.of(
        GroupAdvantages::grpo,
        GroupAdvantages::drGrpo,
        GroupAdvantages::rloo,
        GroupAdvantages::reinforcePlusPlusBaseline,
        (rewards, mask) -> GroupAdvantages.opo(rewards, rewards.onesLike(), mask));
  }

  private record Groups(NDArray rewards, NDArray mask) {

    static Groups random(NDManager manager, long seed) {
      Random random = new Random(seed);
      double[] rewards = random.doubles(12, -2, 2).toArray();
      boolean[] keep = new boolean[12];
      for (int i = 0; i < keep.length; i++) {
        keep[i] = random.nextInt(4) > 0;
      }
      return new Groups(
          manager.create(rewards, new Shape(3, 4)), manager.create(keep, new Shape(3, 4)));
    }
  }

  private record Episode(ValueTargets targets, NDArray mask, NDManager manager) {

    /** Each token after as many foreign ones as its gap says. */
    static Episode of(NDManager manager, double[] rewards, double[] values, int[] gaps) {
      int length = rewards.length + Arrays.stream(gaps).sum();
      double[] allRewards = new double[length];
      double[] allValues = new double[length];
      Arrays.fill(allRewards, Double.NaN);
      Arrays.fill(allValues, Double.NaN);
      boolean[] keep = new boolean[length];
      int place = 0;
      for (int t = 0; t < rewards.length; t++) {
        place += gaps[t];
        allRewards[place] = rewards[t];
        allValues[place] = values[t];
        keep[place++] = true;
      }
      Shape shape = new Shape(1, length);
      return new Episode(
          new ValueTargets(manager.create(allRewards, shape), manager.create(allValues, shape)),
          manager.create(keep, shape),
          manager);
    }

    AdvantagesAndReturns advantages(double last) {
      return GeneralizedAdvantages.of(targets, mask, manager.create(new double[] {last}), 0.9, 0.8);
    }

    double[] kept(double[] numbers, int[] gaps) {
      double[] kept = new double[gaps.length];
      int place = 0;
      for (int t = 0; t < gaps.length; t++) {
        place += gaps[t];
        kept[t] = numbers[place++];
      }
      return kept;
    }
  }
}
