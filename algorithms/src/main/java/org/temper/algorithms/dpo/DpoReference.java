package org.temper.algorithms.dpo;

import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.TokenScores;
import org.temper.losses.PolicyPair;

/**
 * Log-probabilities under the reference, computed once: training then needs neither the memory of a
 * second model nor its forward pass in each epoch.
 */
public final class DpoReference {

  private DpoReference() {}

  /**
   * Scores batches with the reference. The numbers are those that a trainer with the reference at
   * hand would compute.
   *
   * @param reference the reference; nothing of it is changed
   * @param batches the batches
   * @return the same batches, each with its log-probabilities
   * @throws IllegalArgumentException if a batch has some already
   */
  public static List<PreferenceBatch> precompute(Policy reference, List<PreferenceBatch> batches) {
    ReferenceChecks.checkWithout("batches", batches, PreferenceBatch::reference);
    return batches.stream().map(batch -> batch.withReference(logProbs(reference, batch))).toList();
  }

  /** Scores one batch without a graph. */
  static List<ReferenceLogProbs> logProbs(Policy reference, PreferenceBatch batch) {
    try (TokenScores scored = reference.evaluate(batch.sequences())) {
      PolicyPair sums = CompletionLogProbs.of(scored, batch.pairs().size());
      float[] chosen = sums.chosen().toFloatArray();
      float[] rejected = sums.rejected().toFloatArray();
      List<ReferenceLogProbs> logProbs = new ArrayList<>(chosen.length);
      for (int i = 0; i < chosen.length; i++) {
        logProbs.add(new ReferenceLogProbs(chosen[i], rejected[i]));
      }
      return logProbs;
    }
  }
}
