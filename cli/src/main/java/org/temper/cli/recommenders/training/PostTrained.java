package org.temper.cli.recommenders.training;

import java.util.Map;
import java.util.Optional;
import org.temper.interactions.ItemScorer;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * The policy that a method made of the cloned one, with its figures.
 *
 * @param scorer its log-probabilities or logits
 * @param training means of its trainer's metrics; none where nothing was trained
 * @param policy what was trained, freed with this
 */
public record PostTrained(
    ItemScorer scorer, Map<String, Double> training, Optional<RecommenderPolicy> policy)
    implements AutoCloseable {

  /**
   * A scorer that needs no training.
   *
   * @param scorer the scorer
   * @return it, without a policy
   */
  public static PostTrained untrained(ItemScorer scorer) {
    return new PostTrained(scorer, Map.of(), Optional.empty());
  }

  /**
   * Effective sample size as a share of the events of an update.
   *
   * @return from 0 to 1; NaN without weights
   */
  public double effectiveShare() {
    return training.getOrDefault("effective_sample_share", Double.NaN);
  }

  @Override
  public void close() {
    policy.ifPresent(RecommenderPolicy::close);
  }
}
