package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Settings of how examples become the batches of updates, and these micro-batches that fit into
 * memory.
 *
 * @param batchSize examples of one update, at least 1; {@link Integer#MAX_VALUE} where tokens count
 * @param batchTokens the most tokens of one update, padding apart, at least 1; {@link
 *     Integer#MAX_VALUE} where examples count
 * @param microBatchSize the most examples of a micro-batch, at least 1
 * @param microBatchTokens the most tokens of a micro-batch, padding included, at least 1
 * @param window how many batches' worth of shuffled examples are sorted by length together, at
 *     least 1: more means less padding, and batches whose examples are more alike in length; at 1
 *     what is in a batch is random, and only its micro-batches are of like length; where tokens
 *     count, all examples are sorted
 * @param lastBatch what becomes of the examples that do not fill a batch
 */
public record BatchConfig(
    int batchSize,
    int batchTokens,
    int microBatchSize,
    int microBatchTokens,
    int window,
    LastBatch lastBatch) {

  private static final int DEFAULT_WINDOW = 50;

  /** What becomes of the examples of an epoch that do not fill a batch. */
  public enum LastBatch {
    /** They make a smaller batch. */
    KEEP,
    /** They are left out of this epoch; another epoch leaves out others. */
    DROP
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is below 1, or both examples and tokens are limited
   */
  public BatchConfig {
    checkArgument(batchSize >= 1, "batchSize: expected at least 1, got %s", batchSize);
    checkArgument(batchTokens >= 1, "batchTokens: expected at least 1, got %s", batchTokens);
    checkArgument(
        batchTokens == Integer.MAX_VALUE || batchSize == Integer.MAX_VALUE,
        "batchSize: expected no limit beside batchTokens (%s), got %s",
        batchTokens,
        batchSize);
    checkArgument(
        batchTokens == Integer.MAX_VALUE || lastBatch == LastBatch.KEEP,
        "lastBatch: expected KEEP beside batchTokens (%s), got %s",
        batchTokens,
        lastBatch);
    checkArgument(
        microBatchSize >= 1, "microBatchSize: expected at least 1, got %s", microBatchSize);
    checkArgument(
        microBatchTokens >= 1, "microBatchTokens: expected at least 1, got %s", microBatchTokens);
    checkArgument(window >= 1, "window: expected at least 1, got %s", window);
  }

  /**
   * One micro-batch an update, whatever its size; windows of 50 batches; a smaller last batch.
   *
   * @param batchSize examples of one update, at least 1
   * @return the configuration
   */
  public static BatchConfig of(int batchSize) {
    return new BatchConfig(
        batchSize,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        DEFAULT_WINDOW,
        LastBatch.KEEP);
  }

  /**
   * Updates of as many examples as go into a budget of tokens, packed by best-fit decreasing: as
   * few updates as that finds, so that nearly all come close to the budget; one micro-batch an
   * update.
   *
   * @param batchTokens the most tokens of one update, padding apart, at least 1
   * @return the configuration
   */
  public static BatchConfig ofTokens(int batchTokens) {
    return new BatchConfig(
        Integer.MAX_VALUE,
        batchTokens,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        DEFAULT_WINDOW,
        LastBatch.KEEP);
  }

  /** Whether an update is a number of tokens, not of examples. */
  boolean countsTokens() {
    return batchTokens < Integer.MAX_VALUE;
  }

  /**
   * This configuration with smaller or larger micro-batches.
   *
   * @param value the most examples of a micro-batch, at least 1
   * @return a new configuration
   */
  public BatchConfig withMicroBatchSize(int value) {
    return new BatchConfig(batchSize, batchTokens, value, microBatchTokens, window, lastBatch);
  }

  /**
   * This configuration with micro-batches of fewer or more tokens.
   *
   * @param value the most tokens of a micro-batch, padding included, at least 1
   * @return a new configuration
   */
  public BatchConfig withMicroBatchTokens(int value) {
    return new BatchConfig(batchSize, batchTokens, microBatchSize, value, window, lastBatch);
  }

  /**
   * This configuration with another window.
   *
   * @param value how many batches' worth of examples are sorted together, at least 1
   * @return a new configuration
   */
  public BatchConfig withWindow(int value) {
    return new BatchConfig(
        batchSize, batchTokens, microBatchSize, microBatchTokens, value, lastBatch);
  }

  /**
   * This configuration with another rule for the last batch.
   *
   * @param value the rule
   * @return a new configuration
   */
  public BatchConfig withLastBatch(LastBatch value) {
    return new BatchConfig(batchSize, batchTokens, microBatchSize, microBatchTokens, window, value);
  }

  /** What checkpoints hold: where examples count, the text from before tokens could. */
  @Override
  public String toString() {
    return String.format(
        "BatchConfig[batchSize=%d%s, microBatchSize=%d, microBatchTokens=%d, window=%d,"
            + " lastBatch=%s]",
        batchSize,
        countsTokens() ? ", batchTokens=" + batchTokens : "",
        microBatchSize,
        microBatchTokens,
        window,
        lastBatch);
  }

  /**
   * The micro-batches of a batch.
   *
   * @param batch indices of its examples, the shortest first
   * @param tokens how many tokens the example of an index has, padding apart
   * @return the parts, at least one, each of at least one example
   */
  public List<ImmutableIntArray> microBatches(ImmutableIntArray batch, IntUnaryOperator tokens) {
    ImmutableList.Builder<ImmutableIntArray> microBatches = ImmutableList.builder();
    int start = 0;
    for (int i = 1; i <= batch.length(); i++) {
      // Sorted by length, so the newest example is what all others would be padded to.
      if (i == batch.length()
          || i - start == microBatchSize
          || (i - start + 1L) * tokens.applyAsInt(batch.get(i)) > microBatchTokens) {
        microBatches.add(batch.subArray(start, i));
        start = i;
      }
    }
    return microBatches.build();
  }
}
