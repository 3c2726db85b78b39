package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.temper.api.SequenceBatch;

/**
 * The layout of a batch's scored tokens: each after its history, which all that follow one begin
 * token have in common.
 *
 * @param histories what is read, the begin token at the end of each included
 * @param inputs what the decoder reads after each history: the begin token, and what is generated
 *     but its last
 * @param sources where the state that predicts each scored token is, as a cell of the inputs laid
 *     in rows of {@link #columns}; in the batch's order
 */
record OneRecLayout(
    List<ImmutableLongArray> histories,
    List<ImmutableLongArray> inputs,
    ImmutableLongArray sources) {

  /**
   * A sequence at a place.
   *
   * @param before all that comes before the place
   * @param begin where its begin token is; as long as it is where there is none
   * @param beginToken the id of that
   */
  record Place(ImmutableLongArray before, int begin, long beginToken) {

    /**
     * All that comes before a token.
     *
     * @throws IllegalArgumentException if there is more than the model can take
     */
    static Place after(ImmutableLongArray tokens, OneRecConfig config) {
      int found = tokens.indexOf(config.beginToken());
      int begin = found < 0 ? tokens.length() : found;
      int generated = Math.max(0, tokens.length() - begin - 1);
      checkArgument(
          begin <= config.maxHistory(),
          "history: expected at most %s tokens before the begin token, got %s",
          config.maxHistory(),
          begin);
      checkArgument(
          generated < config.maxTarget(),
          "sequence: expected at most %s tokens after the begin token, got %s",
          config.maxTarget(),
          generated + 1);
      return new Place(tokens, begin, config.beginToken());
    }

    /** What is history there, and the begin token. */
    ImmutableLongArray history() {
      return ImmutableLongArray.builder(begin + 1)
          .addAll(before.subArray(0, begin))
          .add(beginToken)
          .build();
    }

    /** What the decoder has read there. */
    ImmutableLongArray inputs() {
      return begin == before.length()
          ? ImmutableLongArray.of(beginToken)
          : before.subArray(begin, before.length());
    }
  }

  static OneRecLayout of(SequenceBatch batch, OneRecConfig config) {
    List<ImmutableLongArray> histories = new ArrayList<>();
    List<ImmutableLongArray> inputs = new ArrayList<>();
    List<int[]> sources = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      ImmutableLongArray tokens = ImmutableLongArray.copyOf(batch.rowTokens(row));
      int begin = tokens.indexOf(config.beginToken());
      int lastGenerated = -1;
      for (int i = 1; i < tokens.length(); i++) {
        if (batch.isScored(row, batch.start(row) + i)) {
          if (begin >= 0 && i > begin) {
            // They have one pass, after all that is before the last of them.
            sources.add(new int[] {histories.size(), i - begin - 1});
            lastGenerated = i;
          } else {
            sources.add(new int[] {histories.size(), 0});
            add(Place.after(tokens.subArray(0, i), config), histories, inputs);
          }
        }
      }
      if (lastGenerated >= 0) {
        add(Place.after(tokens.subArray(0, lastGenerated), config), histories, inputs);
      }
    }
    int columns = longest(inputs);
    ImmutableLongArray.Builder cells = ImmutableLongArray.builder(sources.size());
    sources.forEach(source -> cells.add((long) source[0] * columns + source[1]));
    return new OneRecLayout(List.copyOf(histories), List.copyOf(inputs), cells.build());
  }

  private static void add(
      Place place, List<ImmutableLongArray> histories, List<ImmutableLongArray> inputs) {
    histories.add(place.history());
    inputs.add(place.inputs());
  }

  /** How long the rows of inputs are. */
  int columns() {
    return longest(inputs);
  }

  /** The cells that hold an input. */
  long[] real() {
    int columns = columns();
    ImmutableLongArray.Builder cells = ImmutableLongArray.builder();
    for (int row = 0; row < inputs.size(); row++) {
      for (int column = 0; column < inputs.get(row).length(); column++) {
        cells.add((long) row * columns + column);
      }
    }
    return cells.build().toArray();
  }

  /** Rows of equal length, filled up with a token of no consequence. */
  static long[] padded(List<ImmutableLongArray> rows, long filling) {
    int columns = longest(rows);
    long[] padded = new long[rows.size() * columns];
    Arrays.fill(padded, filling);
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).length(); column++) {
        padded[row * columns + column] = rows.get(row).get(column);
      }
    }
    return padded;
  }

  static int longest(List<ImmutableLongArray> rows) {
    return rows.stream().mapToInt(ImmutableLongArray::length).max().orElse(0);
  }
}
