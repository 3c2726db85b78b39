package org.temper.cli.training;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Lists;
import java.util.EnumSet;
import java.util.List;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.Trajectory;
import org.temper.losses.KlEstimators;

/** The distance that a policy has moved from another. */
public final class Divergence {
  private Divergence() {}

  /**
   * What a policy is like on its own samples.
   *
   * @param kl KL(policy ‖ reference), by k3 summed over each completion's tokens, in nats per
   *     completion; at least 0
   * @param entropy mean over the completions' tokens, in nats per token
   */
  public record Figures(double kl, double entropy) {}

  /**
   * Kullback–Leibler divergence KL(policy ‖ reference), estimated on the policy's own samples by k3
   * summed over each completion's tokens.
   *
   * @param policy what was sampled, at temperature 1 and without truncation
   * @param reference the other policy, of the same vocabulary
   * @param samples the samples, at least one
   * @param rows how many are scored at once
   * @return nats per completion, at least 0
   */
  public static double kl(Policy policy, Policy reference, List<Trajectory> samples, int rows) {
    return figures(policy, reference, samples, rows).kl();
  }

  /**
   * The divergence as {@link #kl} gives it, and the policy's entropy.
   *
   * @param policy what was sampled, at temperature 1 and without truncation
   * @param reference the other policy, of the same vocabulary
   * @param samples the samples, at least one
   * @param rows how many are scored at once
   * @return the figures
   */
  public static Figures figures(
      Policy policy, Policy reference, List<Trajectory> samples, int rows) {
    double divergence = 0;
    double entropy = 0;
    long tokens = 0;
    for (List<Trajectory> part : Lists.partition(samples, rows)) {
      SequenceBatch batch = SequenceBatch.of(part.stream().map(Trajectory::toSequence).toList());
      try (TokenScores scores = policy.evaluate(batch, EnumSet.of(TokenOutput.ENTROPY));
          TokenScores referenceScores = reference.evaluate(batch)) {
        NDArray of = scores.tokenLogProbs();
        NDArray other = referenceScores.tokenLogProbs();
        other.attach(scores.manager());
        // Both are 0 where nothing is scored, and there k3 is 0 too.
        divergence += KlEstimators.k3(of, other).sum().getFloat();
        entropy += scores.entropies().sum().getFloat();
        tokens += batch.scoredTokens();
      }
    }
    return new Figures(divergence / samples.size(), entropy / Math.max(1, tokens));
  }
}
