package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.ReferenceDivergences;

/**
 * A term that holds a tuned model to its reference on the answers, so that it learns to judge them
 * and goes on to give them.
 *
 * <p>One of {@link ReferenceDivergences}, summed over the tokens of each answer: unbiased, without
 * the whole vocabulary's log-probabilities, for answers that the reference itself drew.
 *
 * @param divergence from the reference
 * @param coefficient what it is multiplied by, at least 0; at 0 it is measured and no more
 */
public record ReferenceTerm(Divergence divergence, double coefficient) {

  /** A divergence of a policy π from the reference. */
  public enum Divergence {
    /** KL(π_ref ‖ π): what the reference says must stay likely. */
    FORWARD_KL,
    /** KL(π ‖ π_ref): what the reference does not say must not become likely. */
    REVERSE_KL,
    /**
     * The mean of both to their mixture: bounded, so that a few tokens cannot outweigh all others.
     */
    JENSEN_SHANNON
  }

  /**
   * Checks the coefficient.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public ReferenceTerm {
    checkArgument(
        coefficient >= 0 && Double.isFinite(coefficient),
        "coefficient: expected a number of at least 0, got %s",
        coefficient);
  }

  /**
   * The Jensen–Shannon divergence, as Kapoor et al. 2024 use it.
   *
   * @param coefficient what it is multiplied by, at least 0
   * @return the term
   */
  public static ReferenceTerm jensenShannon(double coefficient) {
    return new ReferenceTerm(Divergence.JENSEN_SHANNON, coefficient);
  }

  /**
   * No term: the divergence is measured where the reference's log-probabilities are there.
   *
   * @return a coefficient of 0
   */
  public static ReferenceTerm none() {
    return jensenShannon(0);
  }

  /** The divergence of each token, before the coefficient. */
  NDArray of(NDArray logProbs, NDArray refLogProbs) {
    return switch (divergence) {
      case FORWARD_KL -> ReferenceDivergences.forwardKl(logProbs, refLogProbs);
      case REVERSE_KL -> ReferenceDivergences.reverseKl(logProbs, refLogProbs);
      case JENSEN_SHANNON -> ReferenceDivergences.jensenShannon(logProbs, refLogProbs);
    };
  }
}
