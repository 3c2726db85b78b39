package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/** Batches of queries for a scorer, few enough scores at once to fit into memory, each checked. */
public final class ScoreBatches {
  private static final int SCORES_AT_ONCE = 1 << 24;

  private ScoreBatches() {}

  /** Takes the scores of a query. */
  @FunctionalInterface
  public interface Consumer {

    /**
     * Takes the scores of a query.
     *
     * @param query the query's index
     * @param scores a score for each item; not to be kept or changed
     */
    void accept(int query, float[] scores);
  }

  /**
   * Scores all queries, in their order.
   *
   * @param scorer the scorer
   * @param queries the queries
   * @param items how many items there are
   * @param batchSize the most queries at once, at least 1; fewer where there would be more than
   *     2<sup>24</sup> scores
   * @param consumer is given the scores of each query
   * @throws IllegalArgumentException if the scorer does not give each query a score for each item,
   *     or a score is NaN
   */
  public static void forEach(
      ItemScorer scorer, List<Query> queries, int items, int batchSize, Consumer consumer) {
    int size = size(batchSize, items);
    for (int from = 0; from < queries.size(); from += size) {
      float[][] scores =
          checked(
              scorer, queries.subList(from, Math.min(queries.size(), from + size)), items, from);
      for (int i = 0; i < scores.length; i++) {
        consumer.accept(from + i, scores[i]);
      }
    }
  }

  /** How many queries are asked at once. */
  static int size(int batchSize, int items) {
    return Math.min(batchSize, Math.max(1, SCORES_AT_ONCE / Math.max(1, items)));
  }

  /** The scores of a batch that starts at some query, checked. */
  static float[][] checked(ItemScorer scorer, List<Query> batch, int items, int from) {
    float[][] scores = scorer.scores(batch);
    checkArgument(
        scores.length == batch.size(),
        "scorer: expected scores of %s queries, got %s",
        batch.size(),
        scores.length);
    for (int i = 0; i < scores.length; i++) {
      check(from + i, scores[i], items);
    }
    return scores;
  }

  private static void check(int query, float[] scores, int items) {
    checkArgument(
        scores.length == items,
        "scorer: expected a score for each of %s items, got %s for query %s",
        items,
        scores.length,
        query);
    for (int item = 0; item < items; item++) {
      if (Float.isNaN(scores[item])) {
        throw new IllegalArgumentException(
            "scorer: expected a number for item " + item + " of query " + query + ", got NaN");
      }
    }
  }
}
