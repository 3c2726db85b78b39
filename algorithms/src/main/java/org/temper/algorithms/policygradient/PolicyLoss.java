package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.temper.algorithms.policygradient.LossReduction.Normalizer;
import org.temper.api.TokenScores;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.arrays.Scalars;

/**
 * The loss of a policy's tokens: the objective, less the entropy, and the divergence from the
 * reference where it is differentiated.
 *
 * @param divergence the estimator and its coefficient
 */
public record PolicyLoss(
    PolicyObjective objective,
    LossReduction reduction,
    double entropyCoefficient,
    Optional<Divergence> divergence) {

  /**
   * Checks the coefficient of the entropy.
   *
   * @param entropyCoefficient at least 0
   * @throws IllegalArgumentException if it is not
   */
  public static void checkEntropy(double entropyCoefficient) {
    checkArgument(
        entropyCoefficient >= 0 && Double.isFinite(entropyCoefficient),
        "entropyCoefficient: expected a number from 0, got %s",
        entropyCoefficient);
  }

  /** A part's share; its figures go into the sums. */
  NDArray share(TokenScores scored, LearnedRows.Part part, Normalizer normalizer, UpdateSums sums) {
    NDManager manager = scored.manager();
    NDArray mask = scored.completionMask();
    NDArray advantages = part.advantages(manager);
    NDArray old = part.old(manager);
    PolicyLogProbs logProbs = new PolicyLogProbs(scored.tokenLogProbs(), old);
    NDArray losses = objective.losses(logProbs, advantages, mask);
    if (divergence.isPresent()) {
      losses = losses.add(divergence.get().of(scored.tokenLogProbs(), part.reference(manager)));
    }
    if (entropyCoefficient != 0) {
      losses = losses.sub(Scalars.times(scored.entropies(), entropyCoefficient));
    }
    sums.add(
        objective,
        new PolicyLogProbs(scored.tokenLogProbs().stopGradient(), old),
        advantages,
        mask);
    sums.addEntropies(scored.entropies());
    return reduction.reduce(losses, mask, normalizer);
  }
}
