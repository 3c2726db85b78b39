package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
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

  /**
   * An epoch.
   *
   * @param index which one, from 0
   * @param examples the examples, batch after batch
   * @param count how many of them are in batches
   * @param order which batch each update sees
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Epoch(long index, int[] examples, int count, int[] order) {}

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
      epoch = epoch(index);
      recent = epoch;
    }
    int from = epoch.order()[(int) (update % updatesPerEpoch())] * config.batchSize();
    int to = Math.min(epoch.count(), from + config.batchSize());
    return split(ImmutableIntArray.copyOf(Arrays.copyOfRange(epoch.examples(), from, to)));
  }

  private List<ImmutableIntArray> split(ImmutableIntArray batch) {
    return config.microBatches(batch, tokens::get);
  }

  private Epoch epoch(long index) {
    int[] examples = Seeds.permutation(tokens.length(), seed, EXAMPLES, index);
    int count = (int) Math.min(examples.length, updatesPerEpoch() * config.batchSize());
    int window = (int) Math.min(count, (long) config.window() * config.batchSize());
    for (int from = 0; from < count; from += window) {
      sortByLength(examples, from, Math.min(count, from + window));
    }
    int batches = (count + config.batchSize() - 1) / config.batchSize();
    return new Epoch(index, examples, count, Seeds.permutation(batches, seed, BATCHES, index));
  }

  /** Sorts a part of the examples by length; those of the same length keep their order. */
  private void sortByLength(int[] examples, int from, int to) {
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = (long) tokens.get(examples[i]) << Integer.SIZE | (i - from);
    }
    Arrays.sort(keys);
    int[] part = Arrays.copyOfRange(examples, from, to);
    for (int i = from; i < to; i++) {
      examples[i] = part[(int) keys[i - from]];
    }
  }
}
