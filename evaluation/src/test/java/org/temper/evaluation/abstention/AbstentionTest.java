package org.temper.evaluation.abstention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AbstentionTest {
  private static final double[] CONFIDENCES = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1};
  private static final int[] OUTCOMES = {1, 1, 0, 1, 0, 1, 0, 0, 0};

  @Test
  void conformalRiskControlAllowsSoManyWrongAnswers() {
    // n + 1 = 10: at 0.3 two wrong answers are allowed, and 0.3 would be the third.
    AbstentionRule rule = ConformalRiskControl.choose(CONFIDENCES, OUTCOMES, 0.3);
    assertThat(rule.threshold()).isEqualTo(0.3);
    Abstentions applied = rule.applied(CONFIDENCES, OUTCOMES);
    assertThat(applied).isEqualTo(new Abstentions(9, 6, 2));
    assertThat(applied.coverage()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(applied.errorRate()).isCloseTo(2.0 / 9, within(1e-15));
    assertThat(applied.selectiveRisk()).isCloseTo(1.0 / 3, within(1e-15));
    // At 0.1 none, and 0.7 is wrong.
    assertThat(ConformalRiskControl.choose(CONFIDENCES, OUTCOMES, 0.1).threshold()).isEqualTo(0.7);
    // At 0.6 all five.
    assertThat(ConformalRiskControl.choose(CONFIDENCES, OUTCOMES, 0.6).threshold())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aTargetThatIsTooSmallAbstainsAlways() {
    AbstentionRule rule = ConformalRiskControl.choose(CONFIDENCES, OUTCOMES, 0.0999);
    assertThat(rule).isEqualTo(AbstentionRule.ABSTAIN_ALWAYS);
    assertThat(rule.answers(1)).isFalse();
    assertThat(rule.applied(CONFIDENCES, OUTCOMES).selectiveRisk()).isZero();
    assertThat(SelectiveRiskControl.of(0.05, 0.1).choose(CONFIDENCES, OUTCOMES))
        .isEqualTo(AbstentionRule.ABSTAIN_ALWAYS);
  }

  @Test
  void tiesAreWithheldTogether() {
    double[] equal = {0.5, 0.5, 0.5, 0.5};
    AbstentionRule rule = ConformalRiskControl.choose(equal, new int[] {0, 0, 1, 1}, 0.5);
    assertThat(rule.threshold()).isEqualTo(0.5);
    assertThat(rule.answers(0.5)).isFalse();
    assertThat(rule.answers(Math.nextUp(0.5))).isTrue();
  }

  @Test
  void whatIsAlwaysRightIsAlwaysAnswered() {
    assertThat(ConformalRiskControl.choose(new double[19], ones(19), 0.05).answers(0)).isTrue();
    assertThat(ConformalRiskControl.choose(new double[18], ones(18), 0.05).answers(0)).isFalse();
    double[] sure = new double[200];
    Arrays.fill(sure, 0.5);
    // ln(50 / 0.1) / −ln 0.95 = 121.2 answers suffice.
    AbstentionRule rule = SelectiveRiskControl.of(0.05, 0.1).choose(sure, ones(200));
    assertThat(rule.threshold()).isZero();
    assertThat(
            SelectiveRiskControl.of(0.05, 0.1)
                .choose(Arrays.copyOf(sure, 122), ones(122))
                .answers(0.5))
        .isTrue();
    assertThat(
            SelectiveRiskControl.of(0.05, 0.1)
                .choose(Arrays.copyOf(sure, 121), ones(121))
                .answers(0.5))
        .isFalse();
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Answers with the confidences 0, 1/40 … 39/40, less often right than they say. */
  private static int[] draw(SplittableRandom random, double[] confidences) {
    int[] outcomes = new int[confidences.length];
    for (int i = 0; i < outcomes.length; i++) {
      confidences[i] = random.nextInt(40) / 40.0;
      outcomes[i] = random.nextDouble() < Math.pow(confidences[i], 1.7) ? 1 : 0;
    }
    return outcomes;
  }

  @Test
  void theConformalGuaranteeHoldsOnAverageAndIsNotWasted() {
    SplittableRandom random = new SplittableRandom(16);
    for (double alpha : new double[] {0.02, 0.05, 0.1, 0.25}) {
      for (int n : new int[] {20, 100, 500}) {
        int draws = 40_000_000 / (n * 200 + 20_000);
        double wrong = 0;
        for (int i = 0; i < draws; i++) {
          double[] confidences = new double[n];
          int[] outcomes = draw(random, confidences);
          AbstentionRule rule = ConformalRiskControl.choose(confidences, outcomes, alpha);
          wrong += trueErrorRate(rule);
        }
        // Three deviations of the mean, of which one draw's is below 1.2 √(α / n).
        double slack = 3 * 1.2 * Math.sqrt(alpha / n / draws);
        assertThat(wrong / draws).as("alpha %s, n %s", alpha, n).isLessThanOrEqualTo(alpha + slack);
        if (n == 500) {
          // Below by at most 2 / (n + 1) and what the ties of forty confidences withhold.
          assertThat(wrong / draws).isGreaterThan(alpha - 0.02);
        }
      }
    }
  }

  /** P(answered and wrong) of the distribution above. */
  private static double trueErrorRate(AbstentionRule rule) {
    double wrong = 0;
    for (int k = 0; k < 40; k++) {
      if (rule.answers(k / 40.0)) {
        wrong += (1 - Math.pow(k / 40.0, 1.7)) / 40;
      }
    }
    return wrong;
  }

  private static double trueSelectiveRisk(AbstentionRule rule) {
    int answered = 0;
    for (int k = 0; k < 40; k++) {
      answered += rule.answers(k / 40.0) ? 1 : 0;
    }
    return answered == 0 ? 0 : trueErrorRate(rule) * 40 / answered;
  }

  @Test
  void theSelectiveGuaranteeHoldsInMostDraws() {
    SplittableRandom random = new SplittableRandom(17);
    SelectiveRiskControl control = SelectiveRiskControl.of(0.3, 0.2);
    int exceeded = 0;
    int answering = 0;
    for (int i = 0; i < 2000; i++) {
      double[] confidences = new double[1000];
      int[] outcomes = draw(random, confidences);
      AbstentionRule rule = control.choose(confidences, outcomes);
      exceeded += trueSelectiveRisk(rule) > 0.3 ? 1 : 0;
      answering += rule.threshold() < 1 ? 1 : 0;
    }
    assertThat(exceeded / 2000.0).isLessThanOrEqualTo(0.2);
    assertThat(answering / 2000.0).isGreaterThan(0.9);
  }

  @Test
  void theBinomialTailIsTheSumOfItsTerms() {
    // (0.7)³ and 3 · 0.3 · 0.7² more.
    assertThat(Binomial.atMost(0, 3, 0.3)).isCloseTo(0.343, within(1e-15));
    assertThat(Binomial.atMost(1, 3, 0.3)).isCloseTo(0.784, within(1e-15));
    assertThat(Binomial.atMost(3, 3, 0.3)).isEqualTo(1);
    // scipy.stats.binom.cdf.
    assertThat(Binomial.atMost(40, 1000, 0.05)).isCloseTo(0.080636573256691, within(1e-12));
    assertThat(Binomial.atMost(900, 1000, 0.89)).isCloseTo(0.856156274944935, within(1e-12));
    assertThat(Binomial.atMost(49_500, 1_000_000, 0.05) / 0.01087217658964579)
        .isCloseTo(1, within(1e-8));
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> ConformalRiskControl.choose(CONFIDENCES, OUTCOMES, 0))
        .hasMessage("alpha: expected above 0 and below 1, got 0.0");
    assertThatThrownBy(() -> ConformalRiskControl.choose(new double[0], new int[0], 0.1))
        .hasMessage("confidences: expected at least one, got none");
    assertThatThrownBy(() -> ConformalRiskControl.choose(new double[2], new int[1], 0.1))
        .hasMessage("outcomes: expected 2, one for each confidence, got 1");
    assertThatThrownBy(
            () -> ConformalRiskControl.choose(new double[] {Double.NaN}, new int[1], 0.1))
        .hasMessage("confidences[0]: expected a finite number, got NaN");
    assertThatThrownBy(() -> ConformalRiskControl.choose(new double[1], new int[] {7}, 0.1))
        .hasMessage("outcomes[0]: expected 1 (correct) or 0 (wrong), got 7");
    assertThatThrownBy(() -> SelectiveRiskControl.of(0.1, 0.1).choose(new double[] {2}, new int[1]))
        .hasMessage("confidences: expected from 0 to 1, got from 2.0 to 2.0");
    assertThatThrownBy(() -> SelectiveRiskControl.of(1, 0.1))
        .hasMessage("risk: expected above 0 and below 1, got 1.0");
    assertThatThrownBy(() -> new SelectiveRiskControl(0.1, 0, 5))
        .hasMessage("delta: expected above 0 and below 1, got 0.0");
    assertThatThrownBy(() -> new SelectiveRiskControl(0.1, 0.1, 0))
        .hasMessage("thresholds: expected at least 1, got 0");
    assertThatThrownBy(() -> new AbstentionRule(Double.NaN))
        .hasMessage("threshold: expected a number, got NaN");
    assertThatThrownBy(() -> AbstentionRule.ABSTAIN_ALWAYS.answers(Double.NaN))
        .hasMessage("confidence: expected a number, got NaN");
    assertThatThrownBy(() -> new Abstentions(5, 2, 3))
        .hasMessage("wrong: expected from 0 to 2, got 3");
  }
}
