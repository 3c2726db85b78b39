package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

class OffPolicyProperties {
  private static final Offset<Double> NEAR = within(1e-9);

  /** Rewards, two policies and a model of chance. */
  private static LoggedChoices choices(long seed, int rows, int actions) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] logging = new double[rows][];
    double[][] target = new double[rows][];
    double[][] modeled = new double[rows][];
    Arrays.setAll(logging, row -> distribution(random, actions));
    Arrays.setAll(target, row -> distribution(random, actions));
    Arrays.setAll(modeled, row -> random.doubles(actions).toArray());
    return LoggedChoices.of(
        random.ints(rows, 0, actions).toArray(),
        random.doubles(rows).toArray(),
        logging,
        target,
        modeled);
  }

  private static double[] distribution(SplittableRandom random, int actions) {
    double[] weights = random.doubles(actions, .01, 1).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  @Property(tries = 200)
  void switchingLiesBetweenItsEnds(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int rows) {
    LoggedChoices choices = choices(seed, rows, 4);
    LoggedFeedback log = choices.feedback();
    ModeledRewards model = choices.model();
    double direct = OffPolicyEstimators.directMethod(model).value();
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(OffPolicyEstimators.switching(choices, 0).value()).isCloseTo(direct, NEAR);
    assertThat(OffPolicyEstimators.switchDoublyRobust(log, model, 0).value())
        .isCloseTo(direct, NEAR);
    assertThat(OffPolicyEstimators.switching(choices, infinity).value())
        .isCloseTo(OffPolicyEstimators.ips(log).value(), NEAR);
    assertThat(OffPolicyEstimators.switchDoublyRobust(log, model, infinity).value())
        .isCloseTo(OffPolicyEstimators.doublyRobust(log, model).value(), NEAR);
  }

  @Property(tries = 200)
  void theChosenThresholdHasNoBetter(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 30) int rows,
      @ForAll @DoubleRange(min = 0, max = 1) double range) {
    LoggedChoices choices = choices(seed, rows, 3);
    LoggedFeedback log = choices.feedback();
    SwitchThreshold chosen = SwitchThreshold.leastErrorBound(log, choices.model(), range);
    for (double threshold : log.weights()) {
      double error =
          OffPolicyEstimators.switchDoublyRobust(log, choices.model(), threshold).standardError();
      double left =
          Arrays.stream(log.weights()).filter(weight -> weight > threshold).sum() / rows * range;
      assertThat(chosen.errorBound())
          .isLessThanOrEqualTo(error * error * (rows - 1) / rows + left * left + 1e-12);
    }
  }

  @Property(tries = 200)
  void selfNormalizedMovesWithTheRewards(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 30) int rows,
      @ForAll @DoubleRange(min = -100, max = 100) double added) {
    LoggedFeedback log = choices(seed, rows, 3).feedback();
    LoggedFeedback moved =
        LoggedFeedback.of(
            log.rewards().stream().map(reward -> reward + added).toArray(),
            log.propensities().toArray(),
            log.targetProbabilities().toArray());
    double value = OffPolicyEstimators.snips(log).value();
    assertThat(value)
        .isBetween(
            log.rewards().stream().min().orElseThrow() - 1e-9,
            log.rewards().stream().max().orElseThrow() + 1e-9);
    assertThat(OffPolicyEstimators.snips(moved).value()).isCloseTo(value + added, NEAR);
    assertThat(OffPolicyEstimators.snips(moved).standardError())
        .isCloseTo(OffPolicyEstimators.snips(log).standardError(), NEAR);
  }

  @Property(tries = 100)
  void thePolicyThatLoggedIsWorthItsMeanReward(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int rows) {
    LoggedFeedback other = choices(seed, rows, 3).feedback();
    LoggedFeedback log =
        new LoggedFeedback(other.rewards(), other.propensities(), other.propensities());
    double mean = log.rewards().stream().average().orElseThrow();
    assertThat(OffPolicyEstimators.ips(log).value()).isCloseTo(mean, NEAR);
    assertThat(OffPolicyEstimators.snips(log).value()).isCloseTo(mean, NEAR);
    assertThat(OffPolicyEstimators.ips(log).standardError())
        .isCloseTo(OffPolicyEstimators.snips(log).standardError(), NEAR);
    WeightFigures weights = OffPolicyEstimators.ips(log).estimate(0.95).weights();
    assertThat(weights.effectiveSampleSize()).isCloseTo(rows, NEAR);
  }

  @Property(tries = 100)
  void aModelThatIsRightNeedsNoWeights(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int rows) {
    LoggedChoices choices = choices(seed, rows, 3);
    LoggedFeedback log = choices.feedback();
    ModeledRewards right = new ModeledRewards(log.rewards(), choices.model().expected());
    assertThat(OffPolicyEstimators.doublyRobust(log, right).value())
        .isCloseTo(OffPolicyEstimators.directMethod(right).value(), NEAR);
  }

  @Property(tries = 100)
  void limitsAboveAllWeightsChangeNothing(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int rows) {
    LoggedFeedback log = choices(seed, rows, 3).feedback();
    ValueEstimate whole = OffPolicyEstimators.ips(log).estimate(0.9);
    assertThat(OffPolicyEstimators.ips(log, WeightLimit.clippedAt(1e6)).estimate(0.9))
        .isEqualTo(whole);
    assertThat(whole.weights().effectiveSampleSize())
        .isBetween(1 - 1e-9, rows + 1e-9)
        .isLessThanOrEqualTo(1 / Math.pow(whole.weights().largestShare(), 2) + 1e-9);
  }
}
