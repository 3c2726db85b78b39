package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;

/**
 * Ranks each target among all items of the catalog. An item that was never trained on is in the
 * catalog like any other.
 *
 * <p>Beside what {@link RankingMetric} says of the targets, three figures of the items that are
 * recommended, of which there may be several sets that score the same, so that chance decides, by
 * the seed: the share of the catalog that anybody is recommended, {@code coverage@k}; the mean of
 * log(1 + events in training), {@code popularity@k}; and how much that is above the targets' own
 * mean, {@code popularity-bias@k}.
 *
 * <p>Memory: a batch of scores, of at most 2<sup>24</sup>, and a few numbers for each item and each
 * target.
 */
public final class RankingEvaluation {
  private final List<Target> targets;
  private final List<Query> queries;
  private final ImmutableIntArray counts;
  private final RankingConfig config;

  private RankingEvaluation(List<Target> targets, ImmutableIntArray counts, RankingConfig config) {
    this.targets = targets;
    this.queries = targets.stream().map(Target::query).collect(ImmutableList.toImmutableList());
    this.counts = counts;
    this.config = config;
  }

  /**
   * An evaluation.
   *
   * @param targets what is to be ranked high, at least one
   * @param train the events that were trained on, whose items are the catalog
   * @param config what is measured
   * @return the evaluation
   * @throws IllegalArgumentException if there is no target, one's item is not in the catalog, or
   *     one lacks the column that tells high targets
   */
  public static RankingEvaluation of(
      List<Target> targets, InteractionLog train, RankingConfig config) {
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    for (int i = 0; i < targets.size(); i++) {
      checkArgument(
          targets.get(i).item() < train.items().size(),
          "targets[%s].item: expected an id below %s, got %s",
          i,
          train.items().size(),
          targets.get(i).item());
    }
    config.high().ifPresent(high -> targets.forEach(high::group));
    return new RankingEvaluation(ImmutableList.copyOf(targets), train.itemCounts(), config);
  }

  /**
   * Evaluates a scorer.
   *
   * @param scorer the scorer
   * @return where it ranks each target, in the order of the targets
   * @throws IllegalArgumentException if the scorer does not give each query a score for each item,
   *     or a score is NaN
   */
  public RankingResult evaluate(ItemScorer scorer) {
    Pass pass = new Pass();
    ScoreBatches.forEach(scorer, queries, counts.length(), config.batchSize(), pass::add);
    return pass.finish();
  }

  private final class Pass {
    private final SeenMarks seen = new SeenMarks(config.seen(), counts.length());
    private final RecommendedItems recommended = new RecommendedItems(counts, config.cutoffs());
    private final ImmutableIntArray.Builder users = ImmutableIntArray.builder(targets.size());
    private final ImmutableIntArray.Builder above = ImmutableIntArray.builder(targets.size());
    private final ImmutableIntArray.Builder tied = ImmutableIntArray.builder(targets.size());
    private double targetPopularity;

    void add(int index, float[] scores) {
      Target target = targets.get(index);
      seen.turnTo(queries.get(index));
      float own = scores[target.item()];
      int higher = 0;
      int same = 0;
      for (int item = 0; item < scores.length; item++) {
        if (scores[item] >= own && item != target.item() && !seen.excludes(item)) {
          higher += scores[item] > own ? 1 : 0;
          same += scores[item] == own ? 1 : 0;
        }
      }
      users.add(target.user());
      above.add(higher);
      tied.add(same);
      targetPopularity += recommended.logPopularity(target.item());
      recommended.add(
          TopItems.of(scores, config.largestCutoff(), seen::excludes, config.seed(), index));
    }

    RankingResult finish() {
      return new RankingResult(
          users.build(),
          levels(),
          above.build(),
          tied.build(),
          config.metrics(),
          recommended.figures(targetPopularity / targets.size()));
    }

    private List<TargetGroup> levels() {
      return config
          .high()
          .map(high -> targets.stream().map(high::group).toList())
          .orElse(List.of());
    }
  }
}
