package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Sequences of equal padded length that a policy scores together: token ids, a mask of what is
 * real, a mask of where the loss looks, and named side inputs. The same type carries words, items
 * and semantic ids.
 *
 * <p>It lies on the host, so that it owns no native memory, may be read by any thread and needs no
 * closing; policies copy it to their device. Padding is on the right in the batches that {@link
 * #of} makes; where it lies must not change what a policy computes, and neither must the ids under
 * it, which are 0 here and masked, so that a padding token equal to the end token is no special
 * case.
 */
public final class SequenceBatch implements TokenCount {
  private final int rows;
  private final int columns;
  private final long[] tokens;
  private final boolean[] attentionMask;
  private final boolean[] completionMask;
  private final ImmutableMap<String, SideInput> sideInputs;
  private final ImmutableList<String> labels;

  private SequenceBatch(
      int rows,
      int columns,
      long[] tokens,
      boolean[] attentionMask,
      boolean[] completionMask,
      ImmutableMap<String, SideInput> sideInputs,
      ImmutableList<String> labels) {
    this.rows = rows;
    this.columns = columns;
    this.tokens = tokens;
    this.attentionMask = attentionMask;
    this.completionMask = completionMask;
    this.sideInputs = sideInputs;
    this.labels = labels;
  }

  /**
   * Pads sequences on the right to the longest among them.
   *
   * @param sequences the rows, at least one, each with at least one token
   * @return the batch
   * @throws IllegalArgumentException if there is no sequence, or one of them is empty
   */
  public static SequenceBatch of(List<TokenSequence> sequences) {
    checkArgument(!sequences.isEmpty(), "sequences: expected at least one, got none");
    int rows = sequences.size();
    int columns = sequences.stream().mapToInt(TokenSequence::length).max().getAsInt();
    long[] tokens = new long[rows * columns];
    boolean[] attention = new boolean[rows * columns];
    boolean[] completion = new boolean[rows * columns];
    for (int row = 0; row < rows; row++) {
      TokenSequence sequence = sequences.get(row);
      int length = sequence.length();
      checkArgument(length > 0, "sequences[%s]: expected at least one token, got none", row);
      System.arraycopy(sequence.tokens(), 0, tokens, row * columns, length);
      System.arraycopy(sequence.completion(), 0, completion, row * columns, length);
      Arrays.fill(attention, row * columns, row * columns + length, true);
    }
    return new SequenceBatch(
        rows, columns, tokens, attention, completion, ImmutableMap.of(), ImmutableList.of());
  }

  /**
   * Prompts to decode from, padded on the right to the longest: sequences of which nothing is
   * scored.
   *
   * @param prompts token ids of each row; at least one row, each with at least one token
   * @return the batch
   * @throws IllegalArgumentException if there is no prompt, or one of them is empty
   */
  public static SequenceBatch prompts(List<long[]> prompts) {
    checkArgument(!prompts.isEmpty(), "prompts: expected at least one, got none");
    for (int row = 0; row < prompts.size(); row++) {
      checkArgument(
          prompts.get(row).length > 0, "prompts[%s]: expected at least one token, got none", row);
    }
    long[] nothing = new long[0];
    return of(prompts.stream().map(prompt -> TokenSequence.of(prompt, nothing)).toList());
  }

  /**
   * A batch from its parts, row-major.
   *
   * @param rows B, at least 1
   * @param columns T, at least 1
   * @param tokens token ids, B·T; those outside the attention mask are never looked at
   * @param attentionMask true for each real token, B·T; the real tokens of a row are consecutive,
   *     and each row has at least one
   * @param completionMask true for each token where the loss looks, B·T; within the attention mask
   * @return the batch
   * @throws IllegalArgumentException if a length does not fit, a row is empty or has a gap, or the
   *     completion mask reaches outside the attention mask
   */
  public static SequenceBatch of(
      int rows, int columns, long[] tokens, boolean[] attentionMask, boolean[] completionMask) {
    checkArgument(rows >= 1, "rows: expected at least 1, got %s", rows);
    checkArgument(columns >= 1, "columns: expected at least 1, got %s", columns);
    int size = Math.multiplyExact(rows, columns);
    checkSize("tokens", size, tokens.length);
    checkSize("attentionMask", size, attentionMask.length);
    checkSize("completionMask", size, completionMask.length);
    SequenceBatch batch =
        new SequenceBatch(
            rows,
            columns,
            tokens.clone(),
            attentionMask.clone(),
            completionMask.clone(),
            ImmutableMap.of(),
            ImmutableList.of());
    for (int row = 0; row < rows; row++) {
      int length = batch.length(row);
      checkArgument(length > 0, "attentionMask: expected a real token in row %s, got none", row);
      int start = batch.start(row);
      for (int column = 0; column < columns; column++) {
        boolean inside = column >= start && column < start + length;
        int index = row * columns + column;
        checkArgument(
            attentionMask[index] == inside,
            "attentionMask: expected the real tokens of row %s to be consecutive, got a gap",
            row);
        checkArgument(
            inside || !completionMask[index],
            "completionMask: expected true only within the attention mask, got row %s column %s",
            row,
            column);
      }
    }
    return batch;
  }

  private static void checkSize(String argument, int expected, int actual) {
    checkArgument(
        actual == expected, "%s: expected %s values, B·T, got %s", argument, expected, actual);
  }

  /**
   * This batch with one more side input, or another value of it.
   *
   * @param name the name by which a model finds it
   * @param input the values, [B, T, ...]
   * @return a new batch
   * @throws IllegalArgumentException if the input's first dimensions are not [B, T]
   */
  public SequenceBatch withSideInput(String name, SideInput input) {
    checkArgument(
        input.shape().get(0) == rows && input.shape().get(1) == columns,
        "%s: expected shape [%s, %s, ...], got %s",
        name,
        rows,
        columns,
        input.shape());
    ImmutableMap<String, SideInput> inputs =
        ImmutableMap.<String, SideInput>builder()
            .putAll(sideInputs)
            .put(name, input)
            .buildKeepingLast();
    return new SequenceBatch(rows, columns, tokens, attentionMask, completionMask, inputs, labels);
  }

  /**
   * This batch with a label for each row, such as the bucket that it was drawn from. Models do not
   * see labels; a trainer may report its figures by them.
   *
   * @param values the labels, one for each row
   * @return a new batch
   * @throws IllegalArgumentException if there are more or fewer than rows
   */
  public SequenceBatch withLabels(List<String> values) {
    checkArgument(
        values.size() == rows,
        "labels: expected %s, one for each row, got %s",
        rows,
        values.size());
    return new SequenceBatch(
        rows,
        columns,
        tokens,
        attentionMask,
        completionMask,
        sideInputs,
        ImmutableList.copyOf(values));
  }

  /**
   * The number of sequences, B.
   *
   * @return B, at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * The padded length, T.
   *
   * @return T, at least 1
   */
  public int columns() {
    return columns;
  }

  /**
   * The shape of the batch and of everything scored from it.
   *
   * @return [B, T]
   */
  public Shape shape() {
    return new Shape(rows, columns);
  }

  /**
   * The number of real tokens in a row.
   *
   * @param row the row, from 0
   * @return at least 1
   * @throws IllegalArgumentException if there is no such row
   */
  public int length(int row) {
    checkRow(row);
    int length = 0;
    for (int column = 0; column < columns; column++) {
      if (attentionMask[row * columns + column]) {
        length++;
      }
    }
    return length;
  }

  /**
   * The column of a row's first real token: 0 where padding is on the right.
   *
   * @param row the row, from 0
   * @return the column
   * @throws IllegalArgumentException if there is no such row
   */
  public int start(int row) {
    checkRow(row);
    int column = 0;
    while (column < columns - 1 && !attentionMask[row * columns + column]) {
      column++;
    }
    return column;
  }

  /**
   * A token id.
   *
   * @param row the row, from 0
   * @param column the column, from 0
   * @return the id; meaningless under padding
   * @throws IllegalArgumentException if there is no such cell
   */
  public long token(int row, int column) {
    checkCell(row, column);
    return tokens[row * columns + column];
  }

  /**
   * The real tokens of a row.
   *
   * @param row the row, from 0
   * @return token ids, a copy, at least one
   * @throws IllegalArgumentException if there is no such row
   */
  public long[] rowTokens(int row) {
    checkRow(row);
    int from = row * columns + start(row);
    return Arrays.copyOfRange(tokens, from, from + length(row));
  }

  /**
   * Whether a policy scores this token: the loss looks there and it is not its row's first.
   *
   * @param row the row, from 0
   * @param column the column, from 0
   * @return true where {@code tokenLogProbs} holds a log-probability
   * @throws IllegalArgumentException if there is no such cell
   */
  public boolean isScored(int row, int column) {
    checkCell(row, column);
    return scored(row, column);
  }

  private boolean scored(int row, int column) {
    int index = row * columns + column;
    return completionMask[index] && column > 0 && attentionMask[index - 1];
  }

  private void checkRow(int row) {
    checkArgument(row >= 0 && row < rows, "row: expected one of %s, got %s", rows, row);
  }

  private void checkCell(int row, int column) {
    checkRow(row);
    checkArgument(
        column >= 0 && column < columns, "column: expected one of %s, got %s", columns, column);
  }

  @Override
  public long tokenCount() {
    long count = 0;
    for (boolean real : attentionMask) {
      count += real ? 1 : 0;
    }
    return count;
  }

  /**
   * How many tokens a policy scores: the normalizer of a token mean.
   *
   * @return the count, at least 0
   */
  public int scoredTokens() {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (scored(row, column)) {
          count++;
        }
      }
    }
    return count;
  }

  /**
   * How many rows have a token that a policy scores: the normalizer of a mean over sequences.
   *
   * @return the count, at least 0
   */
  public int scoredRows() {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      boolean some = false;
      for (int column = 0; column < columns; column++) {
        some |= scored(row, column);
      }
      if (some) {
        count++;
      }
    }
    return count;
  }

  /**
   * The side inputs.
   *
   * @return by name, immutable
   */
  public Map<String, SideInput> sideInputs() {
    return sideInputs;
  }

  /**
   * The labels of the rows.
   *
   * @return one for each row, or none at all; immutable
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * The token ids on a device.
   *
   * @param manager owner of the new array
   * @return int64 [B, T]
   */
  public NDArray tokens(NDManager manager) {
    return manager.create(tokens, shape());
  }

  /**
   * The mask of real tokens on a device.
   *
   * @param manager owner of the new array
   * @return boolean [B, T], true for each real token
   */
  public NDArray attentionMask(NDManager manager) {
    return manager.create(attentionMask, shape());
  }

  /**
   * The mask of scored tokens on a device: where the loss looks, without the first token of each
   * row.
   *
   * @param manager owner of the new array
   * @return boolean [B, T], true for each token that a policy scores
   */
  public NDArray completionMask(NDManager manager) {
    boolean[] scored = new boolean[tokens.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        scored[row * columns + column] = scored(row, column);
      }
    }
    return manager.create(scored, shape());
  }

  @Override
  public String toString() {
    return "SequenceBatch[" + rows + " x " + columns + ", " + scoredTokens() + " scored]";
  }
}
