package org.temper.examples.recommenders;

import java.util.Map;
import org.temper.samplers.interactions.ranking.ItemScorer;

/**
 * What a method made of the cloned policy.
 *
 * @param scorer its log-probabilities or logits
 * @param training means of its trainer's metrics; none where nothing was trained
 * @param release frees it
 */
record Candidate(ItemScorer scorer, Map<String, Double> training, Runnable release)
    implements AutoCloseable {

  /** A candidate of which nothing was trained. */
  static Candidate untrained(ItemScorer scorer) {
    return new Candidate(scorer, Map.of(), () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
