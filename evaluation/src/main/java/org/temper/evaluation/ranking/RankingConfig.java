package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a ranking's evaluation: what is measured.
 *
 * @param cutoffs the k of HR@k, NDCG@k and the figures of the recommended items, at least one, each
 *     at least 1
 * @param seen whether items of the history may be recommended
 * @param high which targets are reported by themselves, where any are
 * @param batchSize the most queries that a scorer is given at once, at least 1; it is given fewer
 *     where the catalog is large
 * @param seed decides which of equally scored items are recommended
 */
public record RankingConfig(
    List<Integer> cutoffs, SeenItems seen, Optional<HighTargets> high, int batchSize, long seed) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no cutoff, or a number is below 1
   */
  public RankingConfig {
    cutoffs = ImmutableList.copyOf(cutoffs);
    checkArgument(!cutoffs.isEmpty(), "cutoffs: expected at least one, got none");
    for (int cutoff : cutoffs) {
      checkArgument(cutoff >= 1, "cutoffs: expected at least 1 each, got %s", cutoffs);
    }
    checkArgument(batchSize >= 1, "batchSize: expected at least 1, got %s", batchSize);
  }

  /**
   * The usual: at 10, history included, all targets alike, 128 queries at once.
   *
   * @return the configuration
   */
  public static RankingConfig atTen() {
    return new RankingConfig(ImmutableList.of(10), SeenItems.INCLUDED, Optional.empty(), 128, 0);
  }

  /**
   * This configuration with other cutoffs.
   *
   * @param values at least one, each at least 1
   * @return a new configuration
   */
  public RankingConfig withCutoffs(Integer... values) {
    return new RankingConfig(ImmutableList.copyOf(values), seen, high, batchSize, seed);
  }

  /**
   * This configuration with another rule for items of the history.
   *
   * @param value the rule
   * @return a new configuration
   */
  public RankingConfig withSeen(SeenItems value) {
    return new RankingConfig(cutoffs, value, high, batchSize, seed);
  }

  /**
   * This configuration with figures of high and low targets too.
   *
   * @param value which targets are high
   * @return a new configuration
   */
  public RankingConfig withHigh(HighTargets value) {
    return new RankingConfig(cutoffs, seen, Optional.of(value), batchSize, seed);
  }

  /**
   * This configuration with larger or smaller batches.
   *
   * @param value the most queries at once, at least 1
   * @return a new configuration
   */
  public RankingConfig withBatchSize(int value) {
    return new RankingConfig(cutoffs, seen, high, value, seed);
  }

  /** All metrics of a target, in the order in which they are reported. */
  List<RankingMetric> metrics() {
    ImmutableList.Builder<RankingMetric> metrics = ImmutableList.builder();
    cutoffs.forEach(cutoff -> metrics.add(RankingMetric.hr(cutoff)));
    cutoffs.forEach(cutoff -> metrics.add(RankingMetric.ndcg(cutoff)));
    return metrics.add(RankingMetric.mrr()).build();
  }

  int largestCutoff() {
    return cutoffs.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}
