package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * Sequences that grow token by token, with whatever the policy caches of them.
 *
 * <p>Rows move independently. A foreign token, such as a tool's output, is appended to the same row
 * as token ids, and text is never tokenized again between turns: the log-probabilities of what was
 * sampled here are those that {@link Policy#score} gives the same tokens.
 */
public interface DecodingSession extends AutoCloseable {

  /**
   * The number of rows that were opened, finished ones included.
   *
   * @return at least 1
   */
  int rows();

  /**
   * The rows that are not finished, ascending.
   *
   * @return row numbers, a copy
   */
  int[] liveRows();

  /**
   * The number of tokens in a row so far: prompt, chosen and foreign.
   *
   * @param row a row, live or finished
   * @return at least 1
   */
  int length(int row);

  /**
   * The most tokens that a row may have, where the model has a limit.
   *
   * @return the limit, or {@link Integer#MAX_VALUE}
   */
  int maxLength();

  /**
   * Next-token logits of the live rows, in the order of {@link #liveRows()}.
   *
   * @return float32 [live rows, V]; owned by the session, valid until its next change
   * @throws IllegalStateException if no row is live
   */
  NDArray logits();

  /**
   * Appends one token to each live row.
   *
   * @param tokens one id for each live row, in the order of {@link #liveRows()}
   * @throws IllegalArgumentException if the number of ids is not that of the live rows, an id is
   *     outside the vocabulary, or a row is full
   */
  void advance(long... tokens);

  /**
   * Appends tokens to one live row.
   *
   * @param row a live row
   * @param tokens ids, may be none
   * @throws IllegalArgumentException if the row is not live, an id is outside the vocabulary, or
   *     the row would outgrow {@link #maxLength()}
   */
  void append(int row, long... tokens);

  /**
   * Ends a row and frees its share of the cache.
   *
   * @param row a live row
   * @throws IllegalArgumentException if the row is not live
   */
  void finish(int row);

  /** Frees the cache. */
  @Override
  void close();
}
