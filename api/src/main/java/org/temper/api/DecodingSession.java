package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * Sequences that grow token by token, with whatever the policy caches of them.
 *
 * <p>Rows move independently. A foreign token, such as a tool's output, is appended to the same row
 * as token ids, and text is never tokenized again between turns: the log-probabilities of what was
 * sampled here are those that {@link Policy#score} gives the same tokens.
 *
 * <p>Once closed, every method but {@link #close} throws {@link IllegalStateException}. A call that
 * throws has changed nothing.
 */
public interface DecodingSession extends AutoCloseable {

  /**
   * The number of rows, finished ones included: as many as there were prompts, or parents at the
   * last {@link #select}.
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
   * @throws IllegalArgumentException if there is no such row
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

  /**
   * Begins a finished row anew, with another prompt: what is sampled in one session can so be more
   * than its rows. A session whose prompts have side inputs does not.
   *
   * @param row a finished row
   * @param prompt ids, at least one
   * @throws IllegalArgumentException if the row is not a finished one, the prompt is empty or
   *     longer than {@link #maxLength()}, or an id is outside the vocabulary
   * @throws IllegalStateException if the session's prompts have side inputs
   */
  void begin(int row, long... prompt);

  /**
   * Makes the rows copies of live rows, with all that is cached of them: row i becomes what row
   * {@code parents[i]} was. A parent named twice forks, one left out is dropped, and rows come in
   * the order of their parents. All rows are live afterwards, and there are as many as parents.
   *
   * <p>Beam search selects the rows that its best continuations belong to; completions of one
   * prompt can share its pass by opening one row and selecting it many times.
   *
   * @param parents live rows, at least one
   * @throws IllegalArgumentException if there is none, or one is not a live row
   */
  void select(int... parents);

  /** Frees the cache. */
  @Override
  void close();
}
