package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.temper.losses.ValueTargets;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.HostNumbers;

/** Advantages along trajectories, from rewards and a value model. */
public final class GeneralizedAdvantages {
  private GeneralizedAdvantages() {}

  /**
   * Generalized advantage estimates, and the returns that the value model is trained on.
   *
   * <pre>δ_t = r_t + discount · V_next(t) − V_t
   * A_t = δ_t + discount · gaeLambda · A_next(t);  return_t = A_t + V_t</pre>
   *
   * <p>Time runs over the kept tokens of a row alone: next(t) is the next token inside the mask, so
   * what a tool or the environment wrote in the middle is skipped, neither a step nor a state of
   * value 0. After the row's last kept token the value is {@code bootstrapValues[b]} and the
   * advantage 0. Whatever is outside the mask is not looked at, rewards included: put a reward that
   * came later on the last token that the policy had produced by then.
   *
   * <p>Computed in float64 on the host, from copies: no gradient flows through the result.
   *
   * <p>Source: Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized
   * Advantage Estimation", equations 11 and 16.
   *
   * @param targets each token's reward, and the value of the state in which it was chosen, floating
   *     [B, T]
   * @param mask true for each token that the policy produced, boolean [B, T]
   * @param bootstrapValues the value of the state after each row's last kept token, floating [B]: 0
   *     where the trajectory terminated, the value model's where it was cut off
   * @param discount γ, from 0 to 1
   * @param gaeLambda λ, from 0 (one step) to 1 (whole returns)
   * @return advantages and returns, [B, T] each; 0 outside the mask
   * @throws IllegalArgumentException if an array is not of its type and shape, a number inside the
   *     mask or a row's bootstrap value is not finite, or {@code discount} or {@code gaeLambda} is
   *     out of range
   */
  public static AdvantagesAndReturns of(
      ValueTargets targets,
      NDArray mask,
      NDArray bootstrapValues,
      double discount,
      double gaeLambda) {
    ArrayChecks.checkDimensions("rewards", targets.rewards(), 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, targets.rewards());
    ArrayChecks.checkFloating("bootstrapValues", bootstrapValues);
    Shape shape = targets.rewards().getShape();
    checkArgument(
        bootstrapValues.getShape().equals(new Shape(shape.get(0))),
        "bootstrapValues: expected shape (%s), got %s",
        shape.get(0),
        bootstrapValues.getShape());
    checkShare("discount", discount);
    checkShare("gaeLambda", gaeLambda);
    double[] rewards = HostNumbers.doubles(targets.rewards());
    double[] values = HostNumbers.doubles(targets.values());
    double[] lastValues = HostNumbers.doubles(bootstrapValues);
    boolean[] keep = mask.toBooleanArray();
    HostNumbers.checkFinite("rewards", rewards, keep);
    HostNumbers.checkFinite("values", values, keep);
    double[] advantages = new double[rewards.length];
    double[] returns = new double[rewards.length];
    int length = Math.toIntExact(shape.get(1));
    for (int row = 0; row < lastValues.length; row++) {
      HostNumbers.checkFinite("bootstrapValues", lastValues[row], row);
      double nextValue = lastValues[row];
      double nextAdvantage = 0;
      for (int i = (row + 1) * length - 1; i >= row * length; i--) {
        if (keep[i]) {
          double error = rewards[i] + discount * nextValue - values[i];
          nextAdvantage = error + discount * gaeLambda * nextAdvantage;
          nextValue = values[i];
          advantages[i] = nextAdvantage;
          returns[i] = nextAdvantage + values[i];
        }
      }
    }
    return new AdvantagesAndReturns(
        HostNumbers.like(targets.rewards(), advantages, shape),
        HostNumbers.like(targets.rewards(), returns, shape));
  }

  private static void checkShare(String argument, double value) {
    checkArgument(value >= 0 && value <= 1, "%s: expected 0 to 1, got %s", argument, value);
  }
}
