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
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.temper.losses.advantages.AdvantagesAndReturns;
import org.temper.losses.advantages.GeneralizedAdvantages;
import org.temper.losses.advantages.GroupAdvantages;

/** What advantages owe to their rewards. */
class EstimatorsProperties {

  @Property(tries = 50)
  void aConstantAddedToAGroupChangesNoAdvantageWithinIt(
      @ForAll long seed, @ForAll @DoubleRange(min = -50, max = 50) double constant) {
    double[][] rewards = groups(seed);
    double[][] moved = map(rewards, (group, reward) -> reward + (group - 1) * constant);
    for (UnaryOperator<double[][]> estimator : withinGroups()) {
      assertClose(estimator.apply(moved), estimator.apply(rewards), 1e-9);
    }
  }

  @Property(tries = 50)
  void aPositiveFactorChangesNothingWhereADeviationDivides(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 100) double factor) {
    double[][] rewards = groups(seed);
    double[][] scaled = map(rewards, (group, reward) -> reward * factor);
    for (UnaryOperator<double[][]> estimator :
        List.<UnaryOperator<double[][]>>of(
            GroupAdvantages::grpo,
            GroupAdvantages::reinforcePlusPlus,
            GroupAdvantages::reinforcePlusPlusBaseline)) {
      assertClose(estimator.apply(scaled), estimator.apply(rewards), 1e-9);
    }
    // the others scale with the rewards
    assertClose(
        GroupAdvantages.rloo(scaled),
        map(GroupAdvantages.rloo(rewards), (group, advantage) -> advantage * factor),
        1e-9);
  }

  @Property(tries = 50)
  void groupsThatAreComparedWithinAreWhatTheyAreAlone(@ForAll long seed) {
    double[][] rewards = groups(seed);
    for (UnaryOperator<double[][]> estimator :
        List.<UnaryOperator<double[][]>>of(
            GroupAdvantages::grpo, GroupAdvantages::drGrpo, GroupAdvantages::rloo)) {
      double[][] together = estimator.apply(rewards);
      for (int group = 0; group < rewards.length; group++) {
        assertThat(estimator.apply(new double[][] {rewards[group]})[0])
            .containsExactly(together[group]);
      }
    }
  }

  @Property(tries = 50)
  void equallyLongCompletionsHaveTheMeanAsOptimalBaseline(@ForAll long seed) {
    double[][] rewards = groups(seed);
    assertClose(
        GroupAdvantages.opo(rewards, lengths(rewards, 7)), GroupAdvantages.drGrpo(rewards), 1e-12);
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

  private static List<UnaryOperator<double[][]>> withinGroups() {
    return List.of(
        GroupAdvantages::grpo,
        GroupAdvantages::drGrpo,
        GroupAdvantages::rloo,
        GroupAdvantages::reinforcePlusPlusBaseline,
        rewards -> GroupAdvantages.opo(rewards, lengths(rewards, 1)));
  }

  /** Three groups of none to four. */
  private static double[][] groups(long seed) {
    Random random = new Random(seed);
    double[][] groups = new double[3][];
    for (int group = 0; group < groups.length; group++) {
      groups[group] = random.doubles(random.nextInt(5), -2, 2).toArray();
    }
    return groups;
  }

  private static int[][] lengths(double[][] groups, int length) {
    int[][] lengths = new int[groups.length][];
    for (int group = 0; group < lengths.length; group++) {
      lengths[group] = new int[groups[group].length];
      Arrays.fill(lengths[group], length);
    }
    return lengths;
  }

  /** What becomes of a number of a group. */
  private interface Change {
    double of(int group, double number);
  }

  private static double[][] map(double[][] groups, Change change) {
    double[][] changed = new double[groups.length][];
    for (int i = 0; i < groups.length; i++) {
      int group = i;
      changed[i] = Arrays.stream(groups[i]).map(number -> change.of(group, number)).toArray();
    }
    return changed;
  }

  private static void assertClose(double[][] actual, double[][] expected, double tolerance) {
    for (int group = 0; group < expected.length; group++) {
      assertThat(actual[group]).containsExactly(expected[group], within(tolerance));
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
      int position = 0;
      for (int t = 0; t < rewards.length; t++) {
        position += gaps[t];
        allRewards[position] = rewards[t];
        allValues[position] = values[t];
        keep[position++] = true;
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
      int position = 0;
      for (int t = 0; t < gaps.length; t++) {
        position += gaps[t];
        kept[t] = numbers[position++];
      }
      return kept;
    }
  }
}
