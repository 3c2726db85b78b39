package org.temper.cli.recommenders;

import java.util.Map;
import java.util.Optional;
import org.temper.interactions.ItemScorer;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * What a method made of the cloned policy.
 *
 * @param scorer its log-probabilities or logits
 * @param training means of its trainer's metrics; none where nothing was trained
 * @param policy what was trained, freed with the candidate
 */
record Candidate(
    ItemScorer scorer, Map<String, Double> training, Optional<RecommenderPolicy> policy)
    implements AutoCloseable {

  /** A candidate of which nothing was trained. */
  static Candidate untrained(ItemScorer scorer) {
    return new Candidate(scorer, Map.of(), Optional.empty());
  }

  @Override
  public void close() {
    policy.ifPresent(RecommenderPolicy::close);
  }
}
