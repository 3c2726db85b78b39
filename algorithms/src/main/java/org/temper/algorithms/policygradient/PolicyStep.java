package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.policygradient.LossReduction.Normalizer;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;

/** An optimizer update of a policy's tokens. */
public record PolicyStep(Policy policy, Optimizer optimizer, PolicyLoss loss, UpdateSums sums) {

  /** What a part adds to the policy's loss, if anything. */
  @FunctionalInterface
  public interface Addition {
    Optional<NDArray> share(TokenScores scored, LearnedRows.Part part, Normalizer normalizer);
  }

  /**
   * Makes the update.
   *
   * @param parts the rows of a minibatch, in parts that are scored at once
   * @param outputs what the policy is asked for, entropies at least
   */
  public GradientAccumulation.Outcome make(
      LearnedRows rows, List<int[]> parts, Set<TokenOutput> outputs, Addition addition) {
    Normalizer normalizer = rows.normalizer(parts);
    return GradientAccumulation.update(
        optimizer,
        parts,
        part -> {
          LearnedRows.Part learned = rows.part(part);
          try (ScoredBatch scored = policy.score(learned.batch(), outputs)) {
            NDArray ofPolicy = loss.share(scored, learned, normalizer, sums);
            NDArray share =
                addition.share(scored, learned, normalizer).map(ofPolicy::add).orElse(ofPolicy);
            scored.backward(share);
            return share.getFloat();
          }
        });
  }
}
