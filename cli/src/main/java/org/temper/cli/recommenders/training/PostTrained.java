package org.temper.cli.recommenders.training;

import java.util.List;
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
 * @param parts what it is made of, freed with this
 */
public record PostTrained(
    ItemScorer scorer,
    Map<String, Double> training,
    Optional<RecommenderPolicy> policy,
    List<PostTrained> parts)
    implements AutoCloseable {

  /**
   * A scorer that needs no training.
   *
   * @param scorer the scorer
   * @return it, without a policy
   */
  public static PostTrained untrained(ItemScorer scorer) {
    return new PostTrained(scorer, Map.of(), Optional.empty(), List.of());
  }

  /**
   * A scorer made of others, with the figures of the first.
   *
   * @param scorer the scorer
   * @param parts what it asks, at least one
   * @return it, without a policy of its own
   */
  public static PostTrained composed(ItemScorer scorer, List<PostTrained> parts) {
    return new PostTrained(scorer, parts.get(0).training(), Optional.empty(), parts);
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
    parts.forEach(PostTrained::close);
  }
}
