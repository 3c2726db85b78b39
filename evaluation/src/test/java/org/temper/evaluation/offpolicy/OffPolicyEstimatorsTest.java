package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.temper.evaluation.bootstrap.Bootstrap;

class OffPolicyEstimatorsTest {
  private static final Offset<Double> EXACT = within(1e-13);
  private static final LoggedFeedback LOG = EightRows.LOG;
  private static final ModeledRewards MODEL = EightRows.MODEL;
  private static final LoggedChoices CHOICES = EightRows.CHOICES;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static void check(EstimateTerms terms, double value, double standardError) {
    assertThat(terms.value()).isCloseTo(value, EXACT);
    assertThat(terms.standardError()).isCloseTo(standardError, EXACT);
  }

  /**
   * Values by the estimators of Open Bandit Pipeline (st-tech/zr-obp, 8cbd5fa, obp.ope.estimators),
   * errors by numpy 2.4.6 as std(ddof=1) / sqrt(8) of their rows' terms.
   */
  @Test
  void valuesAreThoseOfOpenBanditPipeline() {
    WeightLimit two = WeightLimit.clippedAt(2);
    check(OffPolicyEstimators.ips(LOG), 2.507142857142857, 1.4849757779925197);
    check(OffPolicyEstimators.ips(LOG, two), 0.8821428571428572, 0.3419817694150449);
    check(OffPolicyEstimators.directMethod(MODEL), 0.43562500000000004, 0.06833111022806523);
    check(OffPolicyEstimators.doublyRobust(LOG, MODEL), 1.1963392857142856, 0.6337965720218377);
    check(
        OffPolicyEstimators.doublyRobust(LOG, MODEL, two), 0.5838392857142858, 0.2039769027353092);
    check(
        OffPolicyEstimators.switchDoublyRobust(LOG, MODEL, 2),
        0.40883928571428574,
        0.15650868891736539);
    check(
        OffPolicyEstimators.switchDoublyRobust(LOG, MODEL, 0),
        0.43562500000000004,
        0.06833111022806523);
    assertThat(OffPolicyEstimators.snips(LOG).value()).isCloseTo(0.8587155963302753, EXACT);
  }

  /**
   * Of a ratio, by numpy: sqrt(8 / 7 · Σ (w (r - value))²) / Σ w. Open Bandit Pipeline draws its
   * terms w r / mean(w) without normalizing anew, which comes to 0.5086155569882637.
   */
  @Test
  void theErrorOfASelfNormalizedEstimateIsThatOfARatio() {
    assertThat(OffPolicyEstimators.snips(LOG).standardError())
        .isCloseTo(0.12173842023910635, EXACT);
  }

  /** By numpy: mean(w r [w ≤ τ] + Σ π q [w(x, a) > τ]). */
  @Test
  void switchAsksTheModelForLargeWeightsOnly() {
    check(OffPolicyEstimators.switching(CHOICES, 0), 0.43562500000000004, 0.06833111022806523);
    check(OffPolicyEstimators.switching(CHOICES, 2), 0.5183928571428571, 0.231846032763477);
    check(OffPolicyEstimators.switching(CHOICES, INFINITY), 2.507142857142857, 1.4849757779925197);
  }

  @Test
  void selfNormalizedWeightsMayBeLimitedToo() {
    // Weights .2, .8, 2, 2, 2, .5, 6/7 and 2, rewards 1 0 1 0 1 0 1 1.
    check(
        OffPolicyEstimators.snips(LOG, WeightLimit.clippedAt(2)),
        (.2 + 2 + 2 + 6 / 7.0 + 2) / (.2 + .8 + 2 + 2 + 2 + .5 + 6 / 7.0 + 2),
        OffPolicyEstimators.snips(LOG, WeightLimit.clippedAt(2)).standardError());
  }

  @Test
  void weightsAreTold() {
    WeightFigures weights = OffPolicyEstimators.ips(LOG).estimate(0.95).weights();
    assertThat(weights.rows()).isEqualTo(8);
    // .2 + .8 + 5 + 2 + 2 + .5 + 6/7 + 12 of 8; by numpy.
    assertThat(weights.mean()).isCloseTo(2.9196428571428568, EXACT);
    assertThat(weights.meanError()).isCloseTo(1.4045218973743632, EXACT);
    assertThat(weights.effectiveSampleSize()).isCloseTo(3.0535194761136175, EXACT);
    assertThat(weights.largestShare()).isCloseTo(0.5137614678899083, EXACT);
    // Of the weights that count: .2, .8, 2, 2, .5 and 6/7.
    WeightFigures below =
        OffPolicyEstimators.switchDoublyRobust(LOG, MODEL, 2).estimate(0.95).weights();
    assertThat(below.mean()).isEqualTo(weights.mean());
    assertThat(below.largestShare()).isCloseTo(2 / (5.5 + 6 / 7.0), EXACT);
    WeightFigures none =
        OffPolicyEstimators.switchDoublyRobust(LOG, MODEL, 0).estimate(0.95).weights();
    assertThat(none.effectiveSampleSize()).isZero();
    assertThat(none.largestShare()).isZero();
  }

  @Test
  void anIntervalIsOfStudentsT() {
    ValueEstimate estimate = OffPolicyEstimators.directMethod(MODEL).estimate(0.95);
    // t of 7 degrees at .975 is 2.3646242516.
    assertThat(estimate.upper() - estimate.value())
        .isCloseTo(2.3646242516 * 0.06833111022806523, within(1e-10));
    assertThat(estimate.value() - estimate.lower())
        .isCloseTo(estimate.upper() - estimate.value(), EXACT);
    assertThat(estimate).hasToString("0.4356 [0.2740, 0.5972]");
    assertThatThrownBy(() -> OffPolicyEstimators.ips(LOG).estimate(1))
        .hasMessageContaining("confidence: expected above 0 and below 1, got 1.0");
  }

  @Test
  void anIntervalMayBeDrawn() {
    Bootstrap bootstrap = new Bootstrap(500, 0.9, 1);
    ValueEstimate snips = OffPolicyEstimators.snips(LOG).estimate(bootstrap);
    assertThat(snips.value()).isEqualTo(OffPolicyEstimators.snips(LOG).value());
    // Normalized anew, it never leaves the range of the rewards.
    assertThat(snips.lower()).isBetween(0.0, snips.value());
    assertThat(snips.upper()).isBetween(snips.value(), 1.0);
    assertThat(snips.confidence()).isEqualTo(0.9);
    assertThat(OffPolicyEstimators.snips(LOG).estimate(bootstrap)).isEqualTo(snips);
    assertThat(OffPolicyEstimators.ips(LOG).estimate(bootstrap).upper()).isGreaterThan(1);
  }

  @Test
  void whatCannotBeIsRefused() {
    double[] two = {.5, .5};
    assertThatThrownBy(() -> LoggedFeedback.of(new double[1], two, two))
        .hasMessage("rewards: expected at least 2 rows, got 1");
    assertThatThrownBy(() -> LoggedFeedback.of(new double[] {1, Double.NaN}, two, two))
        .hasMessage("rewards: expected a finite number, got NaN in row 1");
    assertThatThrownBy(() -> LoggedFeedback.of(new double[3], two, two))
        .hasMessage("propensities: expected one for each of 3 rows, got 2");
    assertThatThrownBy(() -> LoggedFeedback.of(two, new double[] {.5, 0}, two))
        .hasMessage(
            "propensities: expected above 0, as what was drawn had a chance, and at most 1, got 0.0"
                + " in row 1");
    assertThatThrownBy(() -> LoggedFeedback.of(two, two, new double[] {1.5, 0}))
        .hasMessage("targetProbabilities: expected from 0 to 1, got 1.5 in row 0");
    assertThatThrownBy(() -> LoggedFeedback.of(two, two, new double[2]))
        .hasMessageStartingWith("targetProbabilities: expected one above 0, got none in 2 rows");
    assertThatThrownBy(() -> OffPolicyEstimators.doublyRobust(LOG, ModeledRewards.of(two, two)))
        .hasMessage("model: expected one for each of 8 rows, got 2");
    assertThatThrownBy(() -> OffPolicyEstimators.switching(CHOICES, -1))
        .hasMessage("threshold: expected at least 0, got -1.0");
    assertThatThrownBy(() -> WeightLimit.clippedAt(0))
        .hasMessage("most: expected a weight above 0, got 0.0");
  }

  @Test
  void anActionThatTheLogNeverDrawsHasNoSupport() {
    double[][] logging = {{.5, .5, 0}, {.5, .5, 0}};
    double[][] same = {{.5, .5, 0}, {.2, .8, 0}};
    double[][] none = new double[2][3];
    int[] actions = {0, 1};
    double[] rewards = {1, 0};
    assertThat(LoggedChoices.of(actions, rewards, logging, same, none).feedback().size())
        .isEqualTo(2);
    double[][] other = {{.5, .5, 0}, {.2, .7, .1}};
    assertThatThrownBy(() -> LoggedChoices.of(actions, rewards, logging, other, none))
        .hasMessage(
            "targets: expected 0 where the logging policy never draws, got 0.1 for action 2 of row"
                + " 1");
    double[][] short1 = {{.5, .4, 0}, {.2, .8, 0}};
    assertThatThrownBy(() -> LoggedChoices.of(actions, rewards, short1, same, none))
        .hasMessage("propensities: expected probabilities that sum to 1, got 0.9 in row 0");
    assertThatThrownBy(() -> LoggedChoices.of(new int[] {0, 2}, rewards, logging, same, none))
        .hasMessageStartingWith("propensities: expected above 0");
  }
}
