package org.temper.evaluation.abstention;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Conformal risk control of wrong answers. An answer that is given and wrong costs 1, all else
 * costs 0; the threshold is the smallest at which
 *
 * <pre>(wrong answers above it + 1) / (n + 1) ≤ α</pre>
 *
 * <p><b>Guarantee.</b> The expected cost of the next question is at most α: P(answered and wrong) ≤
 * α, for any n, any confidence and any distribution, as long as the validation questions and the
 * next one are exchangeable (drawn alike, and the confidence not fitted on them). The probability
 * is over the validation set too: of a single one, it may be exceeded. It is the share of wrong
 * answers among all <em>questions</em>; for the share among <em>answers</em> use {@link
 * SelectiveRiskControl}.
 *
 * <p>α below 1 / (n + 1) can be kept by abstaining alone: {@link AbstentionRule#ABSTAIN_ALWAYS}.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2208.02814">Angelopoulos et al. 2024</a>, equation 4
 * and theorem 1, with bound B = 1.
 */
public final class ConformalRiskControl {
  private ConformalRiskControl() {}

  /**
   * Chooses the threshold.
   *
   * @param confidences [n], of validation answers, finite; any scale, as only their order counts
   * @param outcomes [n], 1 where the answer is correct, else 0
   * @param alpha the target α, above 0 and below 1
   * @return the rule that answers the most; always abstaining where n is too small for α
   * @throws IllegalArgumentException if there is no answer, the lengths differ, a confidence is not
   *     finite, an outcome is neither 0 nor 1, or α is out of its range
   */
  public static AbstentionRule choose(double[] confidences, int[] outcomes, double alpha) {
    checkArgument(alpha > 0 && alpha < 1, "alpha: expected above 0 and below 1, got %s", alpha);
    Validation validation = Validation.of(confidences, outcomes);
    int allowed = allowed(validation.size(), alpha);
    return allowed < 0
        ? AbstentionRule.ABSTAIN_ALWAYS
        : new AbstentionRule(validation.wrongBelow(allowed));
  }

  /** The most wrong answers with (wrong + 1) / (n + 1) ≤ α; −1 where none is allowed. */
  private static int allowed(int n, double alpha) {
    int allowed = (int) Math.floor(alpha * (n + 1.0)) + 1;
    while (allowed >= 0 && (allowed + 1.0) / (n + 1.0) > alpha) {
      allowed--;
    }
    return allowed;
  }
}
