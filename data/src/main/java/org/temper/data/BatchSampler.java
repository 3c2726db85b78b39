package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.api.Seeds;

/**
 * A sampler of the examples that each update sees: in each epoch all of them once, in batches of
 * examples of like length. Examples are shuffled, sorted by length within windows, cut into
 * batches, and the batches shuffled again.
 *
 * <p>Where tokens count ({@link BatchConfig#ofTokens}), an update's examples are those that
 * best-fit decreasing packs together: the longest first, each into the fullest batch that still has
 * space for it. Which of the examples of one length goes where is shuffled, and so are the batches.
 * Nothing is padded by that or cut, and no sequence sees another: a batch is a set of sequences.
 *
 * <p>The batches of an update follow from the seed and the update's index alone. Safe for use by
 * several threads.
 */
public final class BatchSampler {
  private static final String EXAMPLES = "batch-plan-examples";
  private static final String BATCHES = "batch-plan-batches";

  private final ImmutableIntArray tokens;
  private final BatchConfig config;
  private final long seed;
  private final @Nullable TokenBudget budget;
  private volatile @Nullable Epoch recent;

  private record Epoch(long index, List<ImmutableIntArray> batches) {}

  private BatchSampler(ImmutableIntArray tokens, BatchConfig config, long seed) {
    this.tokens = tokens;
    this.config = config;
    this.seed = seed;
    this.budget =
        config.countsTokens() ? new TokenBudget(tokens, config.batchTokens(), seed) : null;
  }

  /**
   * A sampler.
   *
   * @param tokens how many tokens each example has, padding apart; at least one example
   * @param config how examples become batches
   * @param seed decides the order
   * @return the sampler
   * @throws IllegalArgumentException if there is no example, fewer than a batch where smaller
   *     batches are dropped, or an example has more tokens than a batch or a micro-batch may
   */
  public static BatchSampler of(ImmutableIntArray tokens, BatchConfig config, long seed) {
    checkArgument(!tokens.isEmpty(), "examples: expected at least one, got none");
    checkArgument(
        config.lastBatch() == BatchConfig.LastBatch.KEEP || tokens.length() >= config.batchSize(),
        "examples: expected at least %s, a whole batch, got %s",
        config.batchSize(),
        tokens.length());
    for (int i = 0; i < tokens.length(); i++) {
      checkArgument(
          tokens.get(i) <= config.microBatchTokens(),
          "examples[%s]: expected at most %s tokens, which a micro-batch may have, got %s",
          i,
          config.microBatchTokens(),
          tokens.get(i));
    }
    for (int i = 0; i < tokens.length(); i++) {
      checkArgument(
          tokens.get(i) <= config.batchTokens(),
          "examples[%s]: expected at most %s tokens, which a batch may have, got %s",
          i,
          config.batchTokens(),
          tokens.get(i));
    }
    return new BatchSampler(tokens, config, seed);
  }

  /**
   * The number of updates in which each example is seen once.
   *
   * @return at least 1, the same for each epoch
   */
  public long updatesPerEpoch() {
    if (budget != null) {
      return budget.updatesPerEpoch();
    }
    int whole = tokens.length() / config.batchSize();
    boolean rest =
        tokens.length() % config.batchSize() > 0
            && config.lastBatch() == BatchConfig.LastBatch.KEEP;
    return rest ? whole + 1 : whole;
  }

  /**
   * The examples of an update.
   *
   * @param update the update's index, from 0, on through all epochs
   * @return the micro-batches, at least one, each of the indices of at least one example, the
   *     shortest first
   * @throws IllegalArgumentException if {@code update} is below 0
   */
  public List<ImmutableIntArray> microBatches(long update) {
    checkArgument(update >= 0, "update: expected at least 0, got %s", update);
    if (budget != null) {
      return split(budget.batch(update));
    }
    long index = update / updatesPerEpoch();
    Epoch epoch = recent;
    if (epoch == null || epoch.index() != index) {
      epoch = new Epoch(index, batches(index));
      recent = epoch;
    }
    return config.microBatches(
        epoch.batches().get((int) (update % updatesPerEpoch())), tokens::get);
  }

  private List<ImmutableIntArray> batches(long epoch) {
    int[] order = Seeds.permutation(tokens.length(), seed, EXAMPLES, epoch);
    int count = (int) Math.min(order.length, updatesPerEpoch() * config.batchSize());
    int window = (int) Math.min(count, (long) config.window() * config.batchSize());
    List<ImmutableIntArray> sorted = new ArrayList<>();
    for (int from = 0; from < count; from += window) {
      int to = Math.min(count, from + window);
      int[] examples =
          Arrays.stream(order, from, to)
              .boxed()
              .sorted(Comparator.comparingInt(tokens::get))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int start = 0; start < examples.length; start += config.batchSize()) {
        int end = Math.min(examples.length, start + config.batchSize());
        sorted.add(ImmutableIntArray.copyOf(Arrays.copyOfRange(examples, start, end)));
      }
    }
    return Arrays.stream(Seeds.permutation(sorted.size(), seed, BATCHES, epoch))
        .mapToObj(sorted::get)
        .collect(ImmutableList.toImmutableList());
  }
}
