package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Scalars;

/**
 * The rewards that a policy trained on preferences stands for, up to a term that depends on the
 * prompt alone: figures to report, without gradients.
 *
 * @param chosen of the preferred completions, floating [P]
 * @param rejected of the other ones, floating [P]
 */
public record ImplicitRewards(NDArray chosen, NDArray rejected) {

  /**
   * Implicit rewards of preference pairs.
   *
   * <pre>r(x, y) = beta · (log π(y | x) − log π_ref(y | x))</pre>
   *
   * <p>No gradient flows through the result.
   *
   * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization", equation 5 without its last
   * term, which is the same for both completions of a prompt.
   *
   * @param policy log-probabilities under the policy, [P] each
   * @param reference log-probabilities under the reference, [P] each
   * @param beta strength of the pull to the reference, above 0
   * @return the rewards, [P] each
   * @throws IllegalArgumentException if the two have different shapes, or {@code beta} is not
   *     positive and finite
   */
  public static ImplicitRewards of(PolicyPair policy, ReferencePair reference, double beta) {
    ArrayChecks.checkSameShape("reference", reference.chosen(), policy.chosen());
    ArrayChecks.checkPositive("beta", beta);
    return new ImplicitRewards(
        Scalars.times(policy.chosen().sub(reference.chosen()), beta).stopGradient(),
        Scalars.times(policy.rejected().sub(reference.rejected()), beta).stopGradient());
  }

  /**
   * How much more the chosen completion is worth than the rejected one; the share of pairs where
   * this is above 0 is the accuracy that is usually reported.
   *
   * @return chosen − rejected, [P]
   */
  public NDArray margins() {
    return chosen.sub(rejected);
  }
}
