package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The worth of a target's rank, from 0 to 1.
 *
 * <p>Items that score the same as the target are in random order with it: the worth is the mean
 * over all ranks that the target may have. A scorer that gives all items the same score is so worth
 * as much as one that draws at random.
 *
 * @param kind which metric
 * @param cutoff the last rank that counts, at least 1; {@link Integer#MAX_VALUE} for {@link
 *     Kind#MRR}, where all do
 */
public record RankingMetric(Kind kind, int cutoff) {
  private static final double LOG_2 = Math.log(2);

  /** The kinds of metrics, with a single relevant item each. */
  public enum Kind {
    /** Hit rate: 1 up to the cutoff. */
    HR,
    /** Normalized discounted cumulative gain: 1 / log2(rank + 1) up to the cutoff. */
    NDCG,
    /** Mean reciprocal rank: 1 / rank. */
    MRR
  }

  /**
   * Checks the cutoff.
   *
   * @throws IllegalArgumentException if it is below 1, or one is given where all ranks count
   */
  public RankingMetric {
    checkArgument(cutoff >= 1, "cutoff: expected at least 1, got %s", cutoff);
    checkArgument(
        kind != Kind.MRR || cutoff == Integer.MAX_VALUE,
        "cutoff: expected none, for all ranks count, got %s",
        cutoff);
  }

  /**
   * Whether the target is among the first.
   *
   * @param cutoff how many are the first, at least 1
   * @return the metric
   * @throws IllegalArgumentException if {@code cutoff} is below 1
   */
  public static RankingMetric hr(int cutoff) {
    return new RankingMetric(Kind.HR, cutoff);
  }

  /**
   * How far up among the first the target is.
   *
   * @param cutoff how many are the first, at least 1
   * @return the metric
   * @throws IllegalArgumentException if {@code cutoff} is below 1
   */
  public static RankingMetric ndcg(int cutoff) {
    return new RankingMetric(Kind.NDCG, cutoff);
  }

  /**
   * How far up the target is.
   *
   * @return the metric
   */
  public static RankingMetric mrr() {
    return new RankingMetric(Kind.MRR, Integer.MAX_VALUE);
  }

  /**
   * The metric's name in the names of figures.
   *
   * @return such as {@code ndcg@10} or {@code mrr}
   */
  public String figureName() {
    return switch (kind) {
      case HR -> "hr@" + cutoff;
      case NDCG -> "ndcg@" + cutoff;
      case MRR -> "mrr";
    };
  }

  /**
   * What a target is worth on average over the orders of the items that tie with it.
   *
   * @param above how many items score higher
   * @param tied how many other items score the same
   * @return from 0 to 1
   * @throws IllegalArgumentException if a number is below 0
   */
  public double expected(int above, int tied) {
    checkArgument(above >= 0, "above: expected at least 0, got %s", above);
    checkArgument(tied >= 0, "tied: expected at least 0, got %s", tied);
    int ranks = tied + 1;
    int counted = Math.max(0, Math.min(ranks, cutoff - above));
    return switch (kind) {
      case HR -> (double) counted / ranks;
      case NDCG -> discounts(above, counted) / ranks;
      case MRR -> (Harmonic.number(above + ranks) - Harmonic.number(above)) / ranks;
    };
  }

  private static double discounts(int above, int counted) {
    double sum = 0;
    for (int rank = above + 1; rank <= above + counted; rank++) {
      sum += LOG_2 / Math.log(rank + 1.0);
    }
    return sum;
  }
}
