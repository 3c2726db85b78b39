package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/** What a policy's tokens are improved by, given how much better they did than expected. */
public interface PolicyObjective {

  /**
   * The loss of each token.
   *
   * @param logProbs log-probabilities under the policy as it is and as it was, [B, T]
   * @param advantages float32 [B, T]; no gradient flows through them
   * @param mask true for the tokens that the policy produced, boolean [B, T]
   * @return [B, T], unreduced; meaningless outside the mask
   */
  NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask);

  /**
   * The importance ratios that the objective looks at, for its metrics.
   *
   * @param logProbs as in {@link #losses}
   * @param mask as in {@link #losses}
   * @return [B, T]
   */
  default NDArray ratios(PolicyLogProbs logProbs, NDArray mask) {
    return PolicyLosses.ratios(logProbs);
  }

  /**
   * The range beyond which a ratio is clipped.
   *
   * @return the range; empty for an objective that clips none
   */
  Optional<ClipRange> clip();

  /**
   * The clipped surrogate of PPO, {@link PolicyLosses#clipped}; with a wider upper range that of
   * DAPO.
   *
   * @param range how far the ratio may go from 1
   * @return the objective
   */
  static PolicyObjective clipped(ClipRange range) {
    return new ClippedSurrogate(range);
  }

  /**
   * The clipped surrogate with a bound on the loss of bad tokens, {@link PolicyLosses#dualClipped}.
   *
   * @param range how far the ratio may go from 1
   * @param bound the most that a negative advantage is multiplied by, above 1
   * @return the objective
   */
  static PolicyObjective dualClipped(ClipRange range, double bound) {
    return new DualClippedSurrogate(range, bound);
  }

  /**
   * The clipped surrogate of whole sequences, {@link PolicyLosses#gspo}.
   *
   * @param range how far a sequence's ratio, the geometric mean of its tokens', may go from 1
   * @return the objective
   */
  static PolicyObjective gspo(ClipRange range) {
    return new SequenceSurrogate(range);
  }

  /**
   * Log-likelihood weighted by a clipped ratio, {@link PolicyLosses#cispo}.
   *
   * @param range how far the weight may go from 1
   * @return the objective
   */
  static PolicyObjective cispo(ClipRange range) {
    return new ClippedWeights(range);
  }

  /**
   * The plain policy gradient, {@link PolicyLosses#reinforce}.
   *
   * @return the objective
   */
  static PolicyObjective reinforce() {
    return new PolicyGradient();
  }

  /**
   * The early-clipped surrogate of OneRec, {@link PolicyLosses#ecpo}.
   *
   * @param range how far the ratio may go from 1
   * @param delta how much further the ratio of a bad token may go before it is clipped early
   * @return the objective
   */
  static PolicyObjective ecpo(ClipRange range, double delta) {
    return new EarlyClippedSurrogate(range, delta);
  }

  /**
   * The gradient-bounded objective of OneRec-V2, {@link PolicyLosses#gbpo}.
   *
   * @return the objective
   */
  static PolicyObjective gbpo() {
    return new GradientBounded();
  }
}
