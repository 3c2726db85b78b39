package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Names;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.simulation.InteractionSimulator;

/**
 * The satisfaction that users would truly have with what a recommender puts first, whether they
 * were ever shown it or not. Of items that score the same, chance decides by the seed, as in {@link
 * org.temper.evaluation.ranking.RankingEvaluation}.
 */
public final class SatisfactionEvaluation {
  private final InteractionSimulator simulator;
  private final List<Query> queries;
  private final ImmutableIntArray askers;
  private final int[] userIds;
  private final int[] itemIds;
  private final RankingConfig config;

  private SatisfactionEvaluation(
      InteractionSimulator simulator,
      List<Target> targets,
      int[] userIds,
      int[] itemIds,
      RankingConfig config) {
    this.simulator = simulator;
    this.queries = targets.stream().map(Target::query).collect(ImmutableList.toImmutableList());
    this.askers = ImmutableIntArray.copyOf(targets.stream().mapToInt(Target::user));
    this.userIds = userIds;
    this.itemIds = itemIds;
    this.config = config;
  }

  /**
   * An evaluation.
   *
   * @param simulator what knows the truth
   * @param targets who asks, when and after what: the items themselves do not matter; at least one
   * @param train the log that was trained on, whose users and items are known to the simulator by
   *     their names
   * @param config the cutoffs, the batches, and whether items of the history are recommended
   * @return the evaluation
   * @throws IllegalArgumentException if there is no target, or the simulator does not know a name
   */
  public static SatisfactionEvaluation of(
      InteractionSimulator simulator,
      List<Target> targets,
      InteractionLog train,
      RankingConfig config) {
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    return new SatisfactionEvaluation(
        simulator,
        targets,
        ids("user", train.users(), simulator.log().users()),
        ids("item", train.items(), simulator.log().items()),
        config);
  }

  private static int[] ids(String what, Names names, Names known) {
    return names.asList().stream()
        .mapToInt(
            name ->
                known
                    .id(name)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "train: expected names of the simulator's, got the "
                                    + what
                                    + " "
                                    + name)))
        .toArray();
  }

  /**
   * The mean satisfaction with the first items, for each target.
   *
   * @param scorer the scorer
   * @param cutoff how many are the first, at least 1
   * @return the values, fit for a paired bootstrap
   * @throws IllegalArgumentException if {@code cutoff} is below 1, or the scorer does not give each
   *     query a score for each item
   */
  public TargetValues satisfaction(ItemScorer scorer, int cutoff) {
    checkArgument(cutoff >= 1, "cutoff: expected at least 1, got %s", cutoff);
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder(queries.size());
    SeenMarks seen = new SeenMarks(config.seen(), itemIds.length);
    ScoreBatches.forEach(
        scorer,
        queries,
        itemIds.length,
        config.batchSize(),
        (index, scores) -> {
          Query query = queries.get(index);
          seen.turnTo(query);
          int[] top = TopItems.of(scores, cutoff, seen::excludes, config.seed(), index);
          values.add(mean(query, top));
        });
    return new TargetValues(askers, values.build());
  }

  /**
   * A scorer that knows the truth: no other satisfies more.
   *
   * @return a scorer of the training log's items by true satisfaction
   */
  public ItemScorer truth() {
    return asked ->
        asked.stream()
            .map(
                query -> {
                  float[] scores = new float[itemIds.length];
                  for (int item = 0; item < scores.length; item++) {
                    scores[item] = (float) satisfaction(query, item);
                  }
                  return scores;
                })
            .toArray(float[][]::new);
  }

  private double mean(Query query, int[] items) {
    double sum = 0;
    for (int item : items) {
      sum += satisfaction(query, item);
    }
    return items.length == 0 ? 0 : sum / items.length;
  }

  private double satisfaction(Query query, int item) {
    return simulator.satisfaction(userIds[query.user()], itemIds[item], query.time());
  }
}
