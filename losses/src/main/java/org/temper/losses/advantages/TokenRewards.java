package org.temper.losses.advantages;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.temper.losses.KlEstimators;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.HostNumbers;

/** Rewards of tokens, from what a whole completion was worth. */
public final class TokenRewards {
  private TokenRewards() {}

  /**
   * A completion's score on its last token, and at each token the penalty for having left the
   * reference.
   *
   * <pre>r_t = −klCoefficient · kl_t;  r_last += score</pre>
   *
   * <p>No gradient flows through the result. A row without a kept token has no token for its score.
   *
   * <p>Source: Stiennon et al. 2020, "Learning to Summarize from Human Feedback", section 3.4,
   * where kl is {@link KlEstimators#k1}.
   *
   * @param scores of the completions, floating [B]
   * @param kl the divergence from the reference at each token by any estimator, floating [B, T]
   * @param mask true for each token that the policy produced, boolean [B, T]
   * @param klCoefficient penalty on a nat, at least 0
   * @return the rewards, [B, T], of the type of {@code kl}; 0 outside the mask, whatever is there
   * @throws IllegalArgumentException if an array is not of its type and shape, a number inside the
   *     mask or a score is not finite, or {@code klCoefficient} is out of range
   */
  public static NDArray klPenalized(
      NDArray scores, NDArray kl, NDArray mask, double klCoefficient) {
    ArrayChecks.checkFloating("kl", kl);
    ArrayChecks.checkDimensions("kl", kl, 2, "[B, T]");
    ArrayChecks.checkMask("mask", mask, kl);
    ArrayChecks.checkFloating("scores", scores);
    Shape shape = kl.getShape();
    checkArgument(
        scores.getShape().equals(new Shape(shape.get(0))),
        "scores: expected shape (%s), got %s",
        shape.get(0),
        scores.getShape());
    checkArgument(
        klCoefficient >= 0 && Double.isFinite(klCoefficient),
        "klCoefficient: expected a number of at least 0, got %s",
        klCoefficient);
    double[] ends = HostNumbers.doubles(scores);
    double[] terms = HostNumbers.doubles(kl);
    boolean[] keep = mask.toBooleanArray();
    HostNumbers.checkFinite("kl", terms, keep);
    double[] rewards = new double[terms.length];
    int length = Math.toIntExact(shape.get(1));
    for (int row = 0; row < ends.length; row++) {
      HostNumbers.checkFinite("scores", ends[row], row);
      double end = ends[row];
      for (int i = (row + 1) * length - 1; i >= row * length; i--) {
        if (keep[i]) {
          rewards[i] = end - klCoefficient * terms[i];
          end = 0;
        }
      }
    }
    return HostNumbers.like(kl, rewards, shape);
  }
}
