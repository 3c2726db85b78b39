package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoding session that computes the logits of each step from the whole of each row: right for
 * any model, and slow, since nothing of the earlier steps is kept.
 */
public final class UncachedDecodingSession implements DecodingSession {
  private final List<long[]> tokens;
  private final boolean[] live;
  private final long vocabularySize;
  private final int maxLength;
  private final NextTokenLogits model;
  private @Nullable NDArray logits;
  private boolean closed;

  /** What a session asks of a model: the logits that follow each of some sequences. */
  @FunctionalInterface
  public interface NextTokenLogits {

    /**
     * Next-token logits of sequences.
     *
     * @param rows token ids of each sequence, ragged, each with at least one token; not to be
     *     changed
     * @return float32 [rows, V], without a graph; the session owns and closes it
     */
    NDArray after(List<long[]> rows);
  }

  private UncachedDecodingSession(
      List<long[]> tokens, long vocabularySize, int maxLength, NextTokenLogits model) {
    this.tokens = tokens;
    this.live = new boolean[tokens.size()];
    Arrays.fill(live, true);
    this.vocabularySize = vocabularySize;
    this.maxLength = maxLength;
    this.model = model;
  }

  /**
   * Opens a session.
   *
   * @param prompts token ids of each row; at least one row, each with at least one token
   * @param vocabularySize the number of tokens that the model chooses from, V
   * @param maxLength the most tokens that a row may have, {@link Integer#MAX_VALUE} for no limit
   * @param model computes the logits
   * @return the session
   * @throws IllegalArgumentException if there is no prompt, or a prompt is empty, too long, or
   *     holds an id outside the vocabulary
   */
  public static UncachedDecodingSession of(
      List<long[]> prompts, long vocabularySize, int maxLength, NextTokenLogits model) {
    checkArgument(!prompts.isEmpty(), "prompts: expected at least one, got none");
    List<long[]> tokens = new ArrayList<>();
    for (int row = 0; row < prompts.size(); row++) {
      long[] prompt = prompts.get(row).clone();
      String argument = "prompts[" + row + "]";
      checkArgument(prompt.length > 0, "%s: expected at least one token, got none", argument);
      checkArgument(
          prompt.length <= maxLength,
          "%s: expected at most %s tokens, got %s",
          argument,
          maxLength,
          prompt.length);
      checkIds(argument, prompt, vocabularySize);
      tokens.add(prompt);
    }
    return new UncachedDecodingSession(tokens, vocabularySize, maxLength, model);
  }

  @Override
  public int rows() {
    return live.length;
  }

  @Override
  public int[] liveRows() {
    int[] rows = new int[live.length];
    int count = 0;
    for (int row = 0; row < live.length; row++) {
      if (live[row]) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  @Override
  public int length(int row) {
    checkArgument(
        row >= 0 && row < live.length, "row: expected one of %s rows, got %s", live.length, row);
    return tokens.get(row).length;
  }

  @Override
  public int maxLength() {
    return maxLength;
  }

  @Override
  public NDArray logits() {
    checkOpen();
    NDArray current = logits;
    if (current == null) {
      ImmutableList.Builder<long[]> rows = ImmutableList.builder();
      for (int row : liveRows()) {
        rows.add(tokens.get(row));
      }
      List<long[]> liveTokens = rows.build();
      checkState(!liveTokens.isEmpty(), "logits: expected a live row, got none");
      current = model.after(liveTokens);
      Shape expected = new Shape(liveTokens.size(), vocabularySize);
      if (!current.getShape().equals(expected)) {
        Shape actual = current.getShape();
        current.close();
        throw new IllegalStateException("logits: expected shape " + expected + ", got " + actual);
      }
      logits = current;
    }
    return current;
  }

  @Override
  public void advance(long... chosen) {
    checkOpen();
    int[] rows = liveRows();
    checkArgument(
        chosen.length == rows.length,
        "tokens: expected %s ids, one for each live row, got %s",
        rows.length,
        chosen.length);
    checkIds("tokens", chosen, vocabularySize);
    for (int row : rows) {
      checkRoom(row, 1);
    }
    for (int i = 0; i < rows.length; i++) {
      extend(rows[i], chosen[i]);
    }
    forgetLogits();
  }

  @Override
  public void append(int row, long... appended) {
    checkOpen();
    checkLive(row);
    checkIds("tokens", appended, vocabularySize);
    checkRoom(row, appended.length);
    if (appended.length > 0) {
      extend(row, appended);
      forgetLogits();
    }
  }

  @Override
  public void finish(int row) {
    checkOpen();
    checkLive(row);
    live[row] = false;
    forgetLogits();
  }

  @Override
  public void close() {
    forgetLogits();
    closed = true;
  }

  private void extend(int row, long... more) {
    long[] before = tokens.get(row);
    long[] after = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, after, before.length, more.length);
    tokens.set(row, after);
  }

  private void forgetLogits() {
    if (logits != null) {
      logits.close();
      logits = null;
    }
  }

  private void checkOpen() {
    checkState(!closed, "session: expected to be open, got closed");
  }

  private void checkLive(int row) {
    checkArgument(
        row >= 0 && row < live.length && live[row],
        "row: expected a live one of %s, got %s",
        Arrays.toString(liveRows()),
        row);
  }

  private void checkRoom(int row, int more) {
    int length = tokens.get(row).length;
    checkArgument(
        more <= maxLength - length,
        "tokens: expected row %s to stay within %s tokens, got %s",
        row,
        maxLength,
        (long) length + more);
  }

  private static void checkIds(String argument, long[] ids, long vocabularySize) {
    for (long id : ids) {
      checkArgument(
          id >= 0 && id < vocabularySize,
          "%s: expected ids from 0 to %s, got %s",
          argument,
          vocabularySize - 1,
          id);
    }
  }
}
