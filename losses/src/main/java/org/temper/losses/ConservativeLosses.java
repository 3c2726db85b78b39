package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Scalars;

/** Losses that value what a log holds and distrust what it does not. */
public final class ConservativeLosses {
  private ConservativeLosses() {}

  /**
   * Action values of a policy whose logits are Q / β.
   *
   * <pre>Q(s, a) = V(s) + beta · log π(a | s), with V(s) = beta · log Σ_a e^(Q(s, a) / beta)</pre>
   *
   * <p>They are at most V. Gradients flow into {@code tokenLogProbs} and stop at {@code values}.
   *
   * <p>Source: Haarnoja et al. 2017, "Reinforcement Learning with Deep Energy-Based Policies",
   * equations 5 and 6.
   *
   * @param tokenLogProbs log-probabilities of the logged actions, floating, any shape
   * @param values V of their states, the same shape
   * @param beta temperature, above 0
   * @return the action values, the same shape
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or {@code beta}
   *     is not positive and finite
   */
  public static NDArray actionValues(NDArray tokenLogProbs, NDArray values, double beta) {
    ArrayChecks.checkFloating("tokenLogProbs", tokenLogProbs);
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkSameShape("values", values, tokenLogProbs);
    ArrayChecks.checkPositive("beta", beta);
    return Scalars.times(tokenLogProbs, beta).add(values.stopGradient());
  }

  /**
   * Discrete conservative Q-learning, CQL(H), in one step: the squared error of the logged action's
   * value, and the gap by which the soft maximum over all actions exceeds it.
   *
   * <pre>
   * loss = ½ · (Q(s, a) − r)² + alpha · (beta · log Σ_a' e^(Q(s, a') / beta) − Q(s, a))
   *      = ½ · (Q(s, a) − r)² − alpha · beta · log π(a | s)
   * </pre>
   *
   * <p>with Q of {@link #actionValues}: where the policy's logits are Q / β, the conservative term
   * is the negative log-likelihood. The return of an action is its reward, so that there is no
   * bootstrap. V is given and not learned. A step raises a logged action while its Q is below
   * {@code r + alpha} and lowers it above.
   *
   * <p>Gradients flow into {@code tokenLogProbs} and stop at {@code targets}.
   *
   * <p>Source: Kumar et al. 2020, "Conservative Q-Learning for Offline Reinforcement Learning",
   * equation 4.
   *
   * @param tokenLogProbs log-probabilities of the logged actions, floating, any shape
   * @param targets their rewards, and the values of their states, the same shape
   * @param beta temperature, above 0
   * @param alpha weight of the conservative term, at least 0
   * @return the loss of each action, the same shape, unreduced
   * @throws IllegalArgumentException if a type is not floating, the shapes differ, or a number is
   *     out of range
   */
  public static NDArray cql(
      NDArray tokenLogProbs, ValueTargets targets, double beta, double alpha) {
    checkArgument(
        alpha >= 0 && Double.isFinite(alpha), "alpha: expected a number from 0, got %s", alpha);
    NDArray errors =
        actionValues(tokenLogProbs, targets.values(), beta).sub(targets.rewards().stopGradient());
    return Scalars.times(errors.square(), 0.5).sub(Scalars.times(tokenLogProbs, alpha * beta));
  }
}
