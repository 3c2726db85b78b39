package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;

/**
 * Losses of predictions of numbers: of a reward, or of a state's value. All look at the error u,
 * what was observed less what was predicted, through which gradients flow; squares overflow where
 * an error of float32 is above 1.8e19.
 */
public final class ValueLosses {
  private ValueLosses() {}

  /**
   * Squared error, least where the prediction is the mean.
   *
   * <pre>loss = u²</pre>
   *
   * @param errors observed less predicted, floating, any shape
   * @return the loss of each, the same shape, unreduced
   * @throws IllegalArgumentException if {@code errors} is not floating
   */
  public static NDArray squared(NDArray errors) {
    ArrayChecks.checkFloating("errors", errors);
    return errors.square();
  }

  /**
   * Squared error that counts errors above and below differently, least where the prediction is the
   * expectile: the mean at τ = ½, towards the largest value as τ goes to 1.
   *
   * <pre>loss = |τ − 1[u &lt; 0]| · u²</pre>
   *
   * <p>Source: Kostrikov et al. 2021, "Offline Reinforcement Learning with Implicit Q-Learning",
   * equation 5.
   *
   * @param errors observed less predicted, floating, any shape
   * @param tau τ, above 0 and below 1; 0.7 in the paper's locomotion tasks
   * @return the loss of each, the same shape, unreduced
   * @throws IllegalArgumentException if {@code errors} is not floating, or {@code tau} is out of
   *     range
   */
  public static NDArray expectile(NDArray errors, double tau) {
    ArrayChecks.checkFloating("errors", errors);
    checkArgument(tau > 0 && tau < 1, "tau: expected above 0 and below 1, got %s", tau);
    NDArray fixed = errors.stopGradient();
    // τ or 1 − τ as a weight that no gradient passes.
    NDArray below = AdvantageWeights.binary(fixed.neg());
    NDArray weights = below.mul(1 - 2 * tau).add(tau).toType(errors.getDataType(), false);
    return errors.square().mul(weights);
  }
}
