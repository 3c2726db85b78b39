package org.temper.algorithms.preference;

import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;

/**
 * A policy with the batches that it compares: pairs of texts, or items in positions of histories.
 *
 * @param <B> the batches
 */
interface PreferenceModel<B> {

  /** Counts the preferences of all batches; refuses what is none. */
  long count(String argument, List<B> batches);

  /** How many preferences one batch has. */
  long preferences(B batch);

  /** Scores for training, beside what the reference says. */
  ComparedScores score(B batch, Optional<ReferenceNumbers> reference);

  /** Scores without a graph, beside what the reference says. */
  ComparedScores evaluate(B batch, Optional<ReferenceNumbers> reference);

  /** Log-probabilities under this policy, for another one to be held to. */
  default ReferenceNumbers numbers(B batch) {
    try (ComparedScores scores = evaluate(batch, Optional.empty())) {
      return new ReferenceNumbers(
          scores.logProbs().chosen().toFloatArray(), scores.logProbs().rejected().toFloatArray());
    }
  }

  /** Log-probabilities under the reference that the batch carries, row by row, chosen first. */
  Optional<ReferenceNumbers> carried(B batch);

  /** What is measured beside the loss, the loss's own declaration first. */
  List<Metric> metrics();

  /** Adds what is measured of a batch. */
  void tally(MetricTally tally, B batch, ComparedLogProbs logProbs, double rewardScale);

  /** Refuses a reference that is the policy itself, or chooses among other things. */
  void checkReference(PreferenceModel<B> reference);

  /** Log-probabilities on the host: [P] and row-major [P, C]. */
  @SuppressWarnings("ArrayRecordComponent") // host-side, never compared
  record ReferenceNumbers(float[] chosen, float[] rejected) {}
}
