package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.temper.api.SequenceBatch;
import org.temper.api.items.ItemPolicy;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.sequences.QuerySequences;
import org.temper.interactions.sequences.SequenceConfig;

/**
 * A scorer of items by a policy's log-probabilities. The policy sees the last events of each
 * history, as many as it can take, with their times and the time of asking; histories of like
 * length are scored together, so that little is spent on padding.
 */
public final class PolicyScorer implements ItemScorer {
  private static final int BATCH_SIZE = 128;

  private final Function<SequenceBatch, float[][]> model;
  private final SequenceConfig sequences;
  private final int batchSize;
  private final Optional<ItemScorer> fallback;

  private PolicyScorer(
      Function<SequenceBatch, float[][]> model,
      SequenceConfig sequences,
      int batchSize,
      Optional<ItemScorer> fallback) {
    this.model = model;
    this.sequences = sequences;
    this.batchSize = batchSize;
    this.fallback = fallback;
  }

  /**
   * A scorer without an answer for a user without events, of 128 histories at once.
   *
   * @param policy the policy, which stays the caller's
   * @param maxLength the most events of a history that it can take, at least 1
   * @return the scorer
   * @throws IllegalArgumentException if {@code maxLength} is below 1
   */
  public static PolicyScorer of(ItemPolicy policy, int maxLength) {
    return ofModel(policy::nextItems, SequenceConfig.of(maxLength));
  }

  /**
   * A scorer by whatever else a model says of the items that may follow, such as {@link
   * org.temper.api.items.FeedbackModel#nextFeedback}.
   *
   * @param model gives each row of a batch of histories a score for each item
   * @param sequences the most events of a history that it can take, and the side inputs it reads
   * @return the scorer
   */
  public static PolicyScorer ofModel(
      Function<SequenceBatch, float[][]> model, SequenceConfig sequences) {
    return new PolicyScorer(model, sequences, BATCH_SIZE, Optional.empty());
  }

  /**
   * This scorer with larger or smaller batches.
   *
   * @param value the most histories that the policy is given at once, at least 1
   * @return a new scorer
   * @throws IllegalArgumentException if it is below 1
   */
  public PolicyScorer withBatchSize(int value) {
    checkArgument(value >= 1, "batchSize: expected at least 1, got %s", value);
    return new PolicyScorer(model, sequences, value, fallback);
  }

  /**
   * This scorer with an answer for users without events.
   *
   * @param value scores the queries without a history, such as recent popularity
   * @return a new scorer
   */
  public PolicyScorer withFallback(ItemScorer value) {
    return new PolicyScorer(model, sequences, batchSize, Optional.of(value));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a query has no history and there is no fallback
   */
  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = new float[queries.size()][];
    List<Integer> empty = indices(queries, 0, 0);
    if (!empty.isEmpty()) {
      checkArgument(
          fallback.isPresent(),
          "queries[%s].history: expected at least one event, as there is no fallback, got none",
          empty.get(0));
      place(empty, fallback.orElseThrow().scores(select(queries, empty)), scores);
    }
    for (List<Integer> part : Lists.partition(indices(queries, 1, Integer.MAX_VALUE), batchSize)) {
      place(part, model.apply(QuerySequences.batch(select(queries, part), sequences)), scores);
    }
    return scores;
  }

  /** The queries with so many events, the shortest first. */
  private static List<Integer> indices(List<Query> queries, int least, int most) {
    return IntStream.range(0, queries.size())
        .filter(i -> size(queries, i) >= least && size(queries, i) <= most)
        .boxed()
        .sorted(Comparator.comparingInt(i -> size(queries, i)))
        .toList();
  }

  private static int size(List<Query> queries, int index) {
    return queries.get(index).history().size();
  }

  private static List<Query> select(List<Query> queries, List<Integer> indices) {
    return indices.stream().map(queries::get).toList();
  }

  private static void place(List<Integer> indices, float[][] from, float[][] to) {
    for (int i = 0; i < from.length; i++) {
      to[indices.get(i)] = from[i];
    }
  }
}
