package org.temper.evaluation.abstention;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Control of the selective risk, the share of wrong ones among the answers that are given, with
 * high probability. Thresholds 0, 1/m … (m − 1)/m are fixed beforehand; one passes where so few
 * wrong answers above it, P(Binomial(answered, risk) ≤ wrong) ≤ δ / m, would be unlikely at a
 * larger risk (the upper Clopper–Pearson bound at level δ / m is at most the risk). The lowest that
 * passes is chosen.
 *
 * <p><b>Guarantee.</b> With probability at least 1 − δ over the validation set, P(wrong | answered)
 * ≤ risk, for any n, any confidence and any distribution, as long as validation and later questions
 * are independent draws of the same (and the confidence not fitted on them). Where none passes,
 * {@link AbstentionRule#ABSTAIN_ALWAYS}: it needs ln(m / δ) / −ln(1 − risk) answers at least, all
 * correct.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2110.01052">Angelopoulos et al. 2021</a>, "Learn then
 * Test", section 2 with Bonferroni's correction; the bound is that of <a
 * href="https://arxiv.org/abs/1705.08500">Geifman and El-Yaniv 2017</a>, lemma 3.1, whose search
 * looks at thresholds that depend on the data.
 *
 * @param risk the largest share of wrong answers, above 0 and below 1
 * @param delta δ, how often it may be exceeded, above 0 and below 1
 * @param thresholds m, at least 1
 */
public record SelectiveRiskControl(double risk, double delta, int thresholds) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SelectiveRiskControl {
    checkArgument(risk > 0 && risk < 1, "risk: expected above 0 and below 1, got %s", risk);
    checkArgument(delta > 0 && delta < 1, "delta: expected above 0 and below 1, got %s", delta);
    checkArgument(thresholds >= 1, "thresholds: expected at least 1, got %s", thresholds);
  }

  /**
   * A control with 50 thresholds.
   *
   * @param risk the largest share of wrong answers, above 0 and below 1
   * @param delta δ, how often it may be exceeded, above 0 and below 1
   * @return the control
   */
  public static SelectiveRiskControl of(double risk, double delta) {
    return new SelectiveRiskControl(risk, delta, 50);
  }

  /**
   * Chooses the threshold.
   *
   * @param confidences [n], of validation answers, from 0 to 1
   * @param outcomes [n], 1 where the answer is correct, else 0
   * @return the rule that answers the most among those that pass
   * @throws IllegalArgumentException if there is no answer, the lengths differ, a confidence is
   *     outside [0, 1], or an outcome is neither 0 nor 1
   */
  public AbstentionRule choose(double[] confidences, int[] outcomes) {
    Validation validation = Validation.of(confidences, outcomes);
    checkArgument(
        validation.least() >= 0 && validation.largest() <= 1,
        "confidences: expected from 0 to 1, got from %s to %s",
        validation.least(),
        validation.largest());
    for (int j = 0; j < thresholds; j++) {
      double threshold = (double) j / thresholds;
      int answered = validation.answered(threshold);
      int wrong = validation.wrong(threshold);
      if (answered > 0 && Binomial.atMost(wrong, answered, risk) <= delta / thresholds) {
        return new AbstentionRule(threshold);
      }
    }
    return AbstentionRule.ABSTAIN_ALWAYS;
  }
}
