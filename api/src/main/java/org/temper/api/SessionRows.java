package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of a {@link DecodingSession} without their tokens: how long each is and which are live,
 * with every check that a session owes its caller. A session holds one and tells it of each call
 * before it changes anything itself.
 */
public final class SessionRows implements AutoCloseable {
  private final long vocabularySize;
  private final int maxLength;
  private int[] lengths;
  private boolean[] live;
  private boolean closed;

  private SessionRows(long vocabularySize, int maxLength, int[] lengths) {
    this.vocabularySize = vocabularySize;
    this.maxLength = maxLength;
    this.lengths = lengths;
    this.live = allLive(lengths.length);
  }

  private static boolean[] allLive(int rows) {
    boolean[] live = new boolean[rows];
    Arrays.fill(live, true);
    return live;
  }

  /**
   * The rows of a session that begins.
   *
   * @param prompts what each row begins with
   * @param vocabularySize the number of tokens that the model chooses from, V
   * @param maxLength the most tokens that a row may have, {@link Integer#MAX_VALUE} for no limit
   * @return the rows, all live
   * @throws IllegalArgumentException if a prompt is too long, or holds an id outside the vocabulary
   */
  public static SessionRows of(SequenceBatch prompts, long vocabularySize, int maxLength) {
    int[] lengths = new int[prompts.rows()];
    SessionRows rows = new SessionRows(vocabularySize, maxLength, lengths);
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = prompts.length(row);
      checkArgument(
          lengths[row] <= maxLength,
          "prompts[%s]: expected at most %s tokens, got %s",
          row,
          maxLength,
          lengths[row]);
      rows.checkIds("prompts[" + row + "]", prompts.rowTokens(row));
    }
    return rows;
  }

  /**
   * See {@link DecodingSession#rows}.
   *
   * @return at least 1
   */
  public int count() {
    checkOpen();
    return live.length;
  }

  /**
   * See {@link DecodingSession#liveRows}.
   *
   * @return row numbers, ascending, a copy
   */
  public int[] liveRows() {
    checkOpen();
    return IntStream.range(0, live.length).filter(row -> live[row]).toArray();
  }

  /**
   * See {@link DecodingSession#length}.
   *
   * @param row a row, live or finished
   * @return at least 1
   */
  public int length(int row) {
    checkOpen();
    checkArgument(
        row >= 0 && row < live.length, "row: expected one of %s rows, got %s", live.length, row);
    return lengths[row];
  }

  /**
   * See {@link DecodingSession#maxLength}.
   *
   * @return the limit, or {@link Integer#MAX_VALUE}
   */
  public int maxLength() {
    checkOpen();
    return maxLength;
  }

  /**
   * See {@link DecodingSession#logits}.
   *
   * @return the live rows, at least one, ascending
   * @throws IllegalStateException if no row is live
   */
  public int[] askingLogits() {
    int[] rows = liveRows();
    checkState(rows.length > 0, "logits: expected a live row, got none");
    return rows;
  }

  /**
   * See {@link DecodingSession#advance}.
   *
   * @param tokens one id for each live row
   * @return the rows that grow by one, in the order of the ids
   */
  public int[] advance(long... tokens) {
    int[] rows = liveRows();
    checkArgument(
        tokens.length == rows.length,
        "tokens: expected %s, one for each live row, got %s",
        rows.length,
        tokens.length);
    checkIds("tokens", tokens);
    for (int row : rows) {
      checkSpace(row, 1);
    }
    for (int row : rows) {
      lengths[row]++;
    }
    return rows;
  }

  /**
   * See {@link DecodingSession#append}.
   *
   * @param row a live row
   * @param tokens ids, may be none
   */
  public void append(int row, long... tokens) {
    checkOpen();
    checkLive(row);
    checkIds("tokens", tokens);
    checkSpace(row, tokens.length);
    lengths[row] += tokens.length;
  }

  /**
   * See {@link DecodingSession#finish}.
   *
   * @param row a live row
   */
  public void finish(int row) {
    checkOpen();
    checkLive(row);
    live[row] = false;
  }

  /**
   * See {@link DecodingSession#begin}.
   *
   * @param row a finished row
   * @param prompt ids, at least one
   */
  public void begin(int row, long... prompt) {
    checkOpen();
    checkArgument(
        row >= 0 && row < live.length && !live[row],
        "row: expected a finished one of %s rows, got %s",
        live.length,
        row);
    checkArgument(prompt.length > 0, "prompt: expected at least one token, got none");
    checkArgument(
        prompt.length <= maxLength,
        "prompt: expected at most %s tokens, got %s",
        maxLength,
        prompt.length);
    checkIds("prompt", prompt);
    lengths[row] = prompt.length;
    live[row] = true;
  }

  /**
   * See {@link DecodingSession#select}.
   *
   * @param parents live rows, at least one
   */
  public void select(int... parents) {
    checkOpen();
    checkArgument(parents.length > 0, "parents: expected at least one row, got none");
    for (int i = 0; i < parents.length; i++) {
      if (!isLive(parents[i])) {
        throw notLive("parents[" + i + "]", parents[i]);
      }
    }
    lengths = Arrays.stream(parents).map(parent -> lengths[parent]).toArray();
    live = allLive(parents.length);
  }

  /** Refuses every later call but this one. */
  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    checkState(!closed, "session: expected to be open, got closed");
  }

  private boolean isLive(int row) {
    return row >= 0 && row < live.length && live[row];
  }

  private void checkLive(int row) {
    if (!isLive(row)) {
      throw notLive("row", row);
    }
  }

  /** The refusal of a row; it names all that are live, and so is made where it is needed alone. */
  private IllegalArgumentException notLive(String argument, int row) {
    return new IllegalArgumentException(
        argument
            + ": expected one of the live rows "
            + Arrays.toString(liveRows())
            + ", got "
            + row);
  }

  private void checkSpace(int row, int more) {
    checkArgument(
        more <= maxLength - lengths[row],
        "tokens: expected at most %s in row %s, got %s",
        maxLength,
        row,
        (long) lengths[row] + more);
  }

  private void checkIds(String argument, long... ids) {
    for (long id : ids) {
      checkArgument(
          id >= 0 && id < vocabularySize,
          "%s: expected token ids in [0, %s), got %s",
          argument,
          vocabularySize,
          id);
    }
  }
}
