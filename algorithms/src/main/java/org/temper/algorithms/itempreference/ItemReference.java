package org.temper.algorithms.itempreference;

import java.util.List;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ItemPolicy;

/**
 * Log-probabilities under the reference, computed once: training then needs neither the memory of a
 * second model nor its forward pass in each epoch.
 */
public final class ItemReference {

  private ItemReference() {}

  /**
   * Scores batches with the reference. The numbers are those that a trainer with the reference at
   * hand would compute.
   *
   * @param reference the reference; nothing of it is changed
   * @param batches the batches
   * @return the same batches, each with its log-probabilities
   * @throws IllegalArgumentException if a batch has some already
   */
  public static List<ItemPreferenceBatch> precompute(
      ItemPolicy reference, List<ItemPreferenceBatch> batches) {
    ReferenceChecks.checkWithout("batches", batches, ItemPreferenceBatch::reference);
    return batches.stream().map(batch -> batch.withReference(logProbs(reference, batch))).toList();
  }

  /** Scores one batch without a graph. */
  static float[] logProbs(ItemPolicy reference, ItemPreferenceBatch batch) {
    try (CandidateScores scores =
        reference.evaluateCandidates(batch.histories(), batch.candidates())) {
      return scores.logProbs().toFloatArray();
    }
  }
}
