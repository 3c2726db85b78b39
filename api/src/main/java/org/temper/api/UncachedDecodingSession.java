package org.temper.api;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A decoding session that computes the logits of each step from the whole of each row: right for
 * any model, and slow, since nothing of the earlier steps is kept.
 */
public final class UncachedDecodingSession implements DecodingSession {
  private final SessionRows rows;
  private final long vocabularySize;
  private final NextTokenLogits model;
  private final boolean plain;

  /** Each row's tokens, and the prompt that it began with. */
  private Sequence[] sequences;

  private @Nullable NDArray logits;

  /** What a session asks of a model: the logits that follow each of some sequences. */
  @FunctionalInterface
  public interface NextTokenLogits {

    /**
     * Next-token logits of sequences.
     *
     * @param sequences the sequences, padded on the right, without side inputs
     * @param prompts for each sequence, the row of the session's prompts that it began with, where
     *     its side inputs are
     * @return float32 [B, V], without a graph; the session owns and closes it
     */
    NDArray after(SequenceBatch sequences, int[] prompts);
  }

  private UncachedDecodingSession(
      SessionRows rows,
      Sequence[] sequences,
      long vocabularySize,
      NextTokenLogits model,
      boolean plain) {
    this.rows = rows;
    this.sequences = sequences;
    this.vocabularySize = vocabularySize;
    this.model = model;
    this.plain = plain;
  }

  /**
   * Opens a session.
   *
   * @param prompts what each row begins with
   * @param vocabularySize the number of tokens that the model chooses from, V
   * @param maxLength the most tokens that a row may have, {@link Integer#MAX_VALUE} for no limit
   * @param model computes the logits
   * @return the session
   * @throws IllegalArgumentException if a prompt is too long, or holds an id outside the vocabulary
   */
  public static UncachedDecodingSession of(
      SequenceBatch prompts, long vocabularySize, int maxLength, NextTokenLogits model) {
    SessionRows rows = SessionRows.of(prompts, vocabularySize, maxLength);
    Sequence[] sequences =
        IntStream.range(0, prompts.rows())
            .mapToObj(row -> new Sequence(prompts.rowTokens(row), row))
            .toArray(Sequence[]::new);
    return new UncachedDecodingSession(
        rows, sequences, vocabularySize, model, prompts.sideInputs().isEmpty());
  }

  @Override
  public int rows() {
    return rows.count();
  }

  @Override
  public int[] liveRows() {
    return rows.liveRows();
  }

  @Override
  public int length(int row) {
    return rows.length(row);
  }

  @Override
  public int maxLength() {
    return rows.maxLength();
  }

  @Override
  public NDArray logits() {
    int[] live = rows.askingLogits();
    NDArray current = logits;
    if (current == null) {
      List<Sequence> asked = Arrays.stream(live).mapToObj(row -> sequences[row]).toList();
      current =
          model.after(
              SequenceBatch.prompts(asked.stream().map(Sequence::tokens).toList()),
              asked.stream().mapToInt(Sequence::prompt).toArray());
      Shape expected = new Shape(live.length, vocabularySize);
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
  public void advance(long... tokens) {
    int[] grown = rows.advance(tokens);
    for (int i = 0; i < grown.length; i++) {
      sequences[grown[i]] = sequences[grown[i]].with(tokens[i]);
    }
    forgetLogits();
  }

  @Override
  public void append(int row, long... tokens) {
    rows.append(row, tokens);
    if (tokens.length > 0) {
      sequences[row] = sequences[row].with(tokens);
      forgetLogits();
    }
  }

  @Override
  public void finish(int row) {
    rows.finish(row);
    forgetLogits();
  }

  @Override
  public void begin(int row, long... prompt) {
    checkState(
        plain, "begin: expected a session of prompts without side inputs, as a new one has none");
    rows.begin(row, prompt);
    // No prompt has side inputs to be looked up.
    sequences[row] = new Sequence(prompt.clone(), 0);
    forgetLogits();
  }

  @Override
  public void select(int... parents) {
    rows.select(parents);
    sequences =
        Arrays.stream(parents).mapToObj(parent -> sequences[parent]).toArray(Sequence[]::new);
    forgetLogits();
  }

  @Override
  public void close() {
    rows.close();
    forgetLogits();
  }

  private void forgetLogits() {
    if (logits != null) {
      logits.close();
      logits = null;
    }
  }

  /**
   * A row's tokens.
   *
   * @param prompt the row of the prompts that they began with
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Sequence(long[] tokens, int prompt) {

    Sequence with(long... more) {
      long[] longer = Arrays.copyOf(tokens, tokens.length + more.length);
      System.arraycopy(more, 0, longer, tokens.length, more.length);
      return new Sequence(longer, prompt);
    }
  }
}
