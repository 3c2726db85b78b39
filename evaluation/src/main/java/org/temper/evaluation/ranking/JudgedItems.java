package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;

/**
 * The judgment that a judge, such as a reward model, gives of the items that a recommender puts
 * first. The judge is to be another than the one that the recommender was trained by, or it is
 * asked of its own mistakes.
 */
public final class JudgedItems {
  private final List<Query> queries;
  private final ImmutableIntArray users;
  private final ItemScorer judge;
  private final int items;
  private final RankingConfig config;

  private JudgedItems(
      List<Query> queries,
      ImmutableIntArray users,
      ItemScorer judge,
      int items,
      RankingConfig config) {
    this.queries = queries;
    this.users = users;
    this.judge = judge;
    this.items = items;
    this.config = config;
  }

  /**
   * Judged items.
   *
   * @param judge scores each item by what comes of recommending it
   * @param targets who asks, when and after what: the items themselves do not matter; at least one
   * @param items how many items there are
   * @param config the batches, whether items of the history are recommended, and the seed that
   *     decides between items that score the same
   * @return the judged items
   * @throws IllegalArgumentException if there is no target
   */
  public static JudgedItems of(
      ItemScorer judge, List<Target> targets, int items, RankingConfig config) {
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    return new JudgedItems(
        targets.stream().map(Target::query).collect(ImmutableList.toImmutableList()),
        ImmutableIntArray.copyOf(targets.stream().mapToInt(Target::user)),
        judge,
        items,
        config);
  }

  /**
   * The judge's mean over the first items, for each target.
   *
   * @param scorer the recommender
   * @param cutoff how many are the first, at least 1
   * @return the values, fit for a paired bootstrap
   * @throws IllegalArgumentException if {@code cutoff} is below 1, or either scorer does not give
   *     each query a score for each item
   */
  public TargetValues first(ItemScorer scorer, int cutoff) {
    checkArgument(cutoff >= 1, "cutoff: expected at least 1, got %s", cutoff);
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder(queries.size());
    SeenMarks seen = new SeenMarks(config.seen(), items);
    int size = ScoreBatches.size(config.batchSize(), items);
    for (int from = 0; from < queries.size(); from += size) {
      List<Query> batch = queries.subList(from, Math.min(queries.size(), from + size));
      float[][] scores = ScoreBatches.checked(scorer, batch, items, from);
      float[][] judged = ScoreBatches.checked(judge, batch, items, from);
      for (int i = 0; i < scores.length; i++) {
        seen.turnTo(batch.get(i));
        int[] top = TopItems.of(scores[i], cutoff, seen::excludes, config.seed(), from + i);
        values.add(mean(judged[i], top));
      }
    }
    return new TargetValues(users, values.build());
  }

  private static double mean(float[] judged, int[] items) {
    double sum = 0;
    for (int item : items) {
      sum += judged[item];
    }
    return items.length == 0 ? 0 : sum / items.length;
  }
}
