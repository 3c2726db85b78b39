package org.temper.examples.training;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Lists;
import java.util.List;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.Trajectory;
import org.temper.losses.KlEstimators;

/** How far a policy has moved from another. */
public final class Divergence {
  private static final int ROWS = 64;

  private Divergence() {}

  /**
   * Kullback–Leibler divergence KL(policy ‖ reference), estimated on the policy's own samples by k3
   * summed over each completion's tokens.
   *
   * @param policy what was sampled, at temperature 1 and without truncation
   * @param reference the other policy, of the same vocabulary
   * @param samples the samples, at least one
   * @return nats per completion, at least 0
   */
  public static double kl(Policy policy, Policy reference, List<Trajectory> samples) {
    double sum = 0;
    for (List<Trajectory> part : Lists.partition(samples, ROWS)) {
      SequenceBatch batch = SequenceBatch.of(part.stream().map(Trajectory::toSequence).toList());
      try (TokenScores scores = policy.evaluate(batch);
          TokenScores referenceScores = reference.evaluate(batch)) {
        NDArray of = scores.tokenLogProbs();
        NDArray other = referenceScores.tokenLogProbs();
        other.attach(scores.manager());
        // Both are 0 where nothing is scored, and there k3 is 0 too.
        sum += KlEstimators.k3(of, other).sum().getFloat();
      }
    }
    return sum / samples.size();
  }
}
