package org.temper.interactions.files;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How a file of interactions is read.
 *
 * @param timestamps what it counts time in
 * @param badRowLimit how many bad rows are left out and reported; one more is an error
 * @param emptyFeedback what a row without a value in a column of feedback is
 * @param seed decides the order of a user's events of one time
 */
public record ReadOptions(
    Timestamps timestamps, long badRowLimit, EmptyFeedback emptyFeedback, long seed) {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if {@code badRowLimit} is below 0
   */
  public ReadOptions {
    checkArgument(badRowLimit >= 0, "badRowLimit: expected at least 0, got %s", badRowLimit);
  }

  /**
   * Options that allow no bad row, of which one without feedback is one.
   *
   * @param timestamps what the file counts time in
   * @param seed decides the order of a user's events of one time
   * @return the options
   */
  public static ReadOptions strict(Timestamps timestamps, long seed) {
    return new ReadOptions(timestamps, 0, EmptyFeedback.BAD_ROW, seed);
  }

  /**
   * These options with another limit.
   *
   * @param value how many bad rows are left out and reported, at least 0
   * @return new options
   * @throws IllegalArgumentException if the limit is below 0
   */
  public ReadOptions withBadRowLimit(long value) {
    return new ReadOptions(timestamps, value, emptyFeedback, seed);
  }

  /**
   * These options with another rule for rows without a value in a column of feedback.
   *
   * @param value what such a row is
   * @return new options
   */
  public ReadOptions withEmptyFeedback(EmptyFeedback value) {
    return new ReadOptions(timestamps, badRowLimit, value, seed);
  }
}
