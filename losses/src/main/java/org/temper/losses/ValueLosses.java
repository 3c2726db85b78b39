package org.temper.losses;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.ArrayChecks;

/**
 * Losses of predictions of numbers: of a reward, or of a state's value. Gradients flow through the
 * error, what was observed less what was predicted; squares overflow where an error of float32 is
 * above 1.8e19.
 */
public final class ValueLosses {
  private ValueLosses() {}

  /**
   * Squared error, least where the prediction is the mean.
   *
   * <pre>loss = u², u the error</pre>
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
   * <pre>loss = |τ − 1[u &lt; 0]| · u², u the error</pre>
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

  /**
   * Squared error that stops pulling a value that has already moved {@code clip} from where it was:
   * the larger of the plain error's square and that of the value held near the old one.
   *
   * <pre>held = V_old + clip(V − V_old, −clip, clip);  loss = max((R − V)², (R − held)²)</pre>
   *
   * <p>Gradients flow into the current values; where the held error is the larger one they are
   * exactly 0. There is no factor of ½, as in {@link #squared}; verl and TRL's former PPO trainer
   * have one, so their value coefficient of 1 is ½ here.
   *
   * <p>Source: Schulman et al.'s public code of PPO; Engstrom et al. 2020, "Implementation Matters
   * in Deep Policy Gradients", section 3.
   *
   * @param values what is predicted now and was before, floating, any shape
   * @param returns what was observed, floating, the same shape
   * @param clip how far a value may move from the old one, above 0, in the unit of the returns
   * @return the loss of each, the same shape, unreduced
   * @throws IllegalArgumentException if {@code returns} is not floating of the same shape, or
   *     {@code clip} is not positive and finite
   */
  public static NDArray clipped(ValueEstimates values, NDArray returns, double clip) {
    NDArray held = heldErrors(values, returns, clip).square();
    NDArray plain = returns.stopGradient().sub(values.current()).square();
    // Not "the held one where it is larger": an old value of NaN must be seen.
    return NDArrays.where(held.lte(plain.stopGradient()), plain, held);
  }

  /**
   * Which values {@link #clipped} has stopped pulling: to report.
   *
   * @param values what is predicted now and was before, floating, any shape
   * @param returns what was observed, floating, the same shape
   * @param clip how far a value may move from the old one, above 0, in the unit of the returns
   * @return boolean, the same shape
   * @throws IllegalArgumentException as {@link #clipped}
   */
  public static NDArray clippedAway(ValueEstimates values, NDArray returns, double clip) {
    NDArray held = heldErrors(values, returns, clip).square();
    return held.gt(returns.stopGradient().sub(values.current().stopGradient()).square());
  }

  private static NDArray heldErrors(ValueEstimates values, NDArray returns, double clip) {
    ArrayChecks.checkFloating("returns", returns);
    ArrayChecks.checkSameShape("returns", returns, values.current());
    ArrayChecks.checkPositive("clip", clip);
    NDArray old = values.old().stopGradient();
    // The value itself is held, not its distance: inside the range it then is what it was, to the
    // last digit, and not the larger error by rounding.
    NDArray least = old.sub(clip).toType(old.getDataType(), false);
    NDArray most = old.add(clip).toType(old.getDataType(), false);
    NDArray held = values.current().stopGradient().maximum(least).minimum(most);
    return returns.stopGradient().sub(held);
  }
}
