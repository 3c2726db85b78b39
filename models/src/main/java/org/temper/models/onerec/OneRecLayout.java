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

  /** A sequence at a place: what is history there, and what the decoder has read. */
  record Place(ImmutableLongArray history, ImmutableLongArray inputs) {

    /**
     * All that comes before a token.
     *
     * @throws IllegalArgumentException if there is more than the model can take
     */
    static Place after(ImmutableLongArray tokens, OneRecConfig config) {
      int begin = tokens.indexOf(config.beginToken());
      int history = begin < 0 ? tokens.length() : begin;
      int generated = begin < 0 ? 0 : tokens.length() - begin - 1;
      checkArgument(
          history <= config.maxHistory(),
          "history: expected at most %s tokens before the begin token, got %s",
          config.maxHistory(),
          history);
      checkArgument(
          generated < config.maxTarget(),
          "sequence: expected at most %s tokens after the begin token, got %s",
          config.maxTarget(),
          generated + 1);
      ImmutableLongArray beginning = ImmutableLongArray.of(config.beginToken());
      return new Place(
          joined(tokens.subArray(0, history), beginning),
          begin < 0 ? beginning : tokens.subArray(begin, tokens.length()));
    }

    private static ImmutableLongArray joined(ImmutableLongArray one, ImmutableLongArray other) {
      return ImmutableLongArray.builder(one.length() + other.length())
          .addAll(one)
          .addAll(other)
          .build();
    }
  }

  static OneRecLayout of(SequenceBatch batch, OneRecConfig config) {
    List<ImmutableLongArray> histories = new ArrayList<>();
    List<ImmutableLongArray> inputs = new ArrayList<>();
    List<int[]> sources = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      ImmutableLongArray tokens = ImmutableLongArray.copyOf(batch.rowTokens(row));
      int begin = tokens.indexOf(config.beginToken());
      int shared = -1;
      for (int i = 1; i < tokens.length(); i++) {
        if (batch.isScored(row, batch.start(row) + i)) {
          Place place = Place.after(tokens.subArray(0, i), config);
          boolean generated = begin >= 0 && i > begin;
          if (!generated || shared < 0) {
            shared = generated ? histories.size() : -1;
            histories.add(place.history());
            inputs.add(place.inputs());
          } else {
            inputs.set(shared, place.inputs());
          }
          sources.add(new int[] {histories.size() - 1, place.inputs().length() - 1});
        }
      }
    }
    int columns = longest(inputs);
    ImmutableLongArray.Builder cells = ImmutableLongArray.builder(sources.size());
    sources.forEach(source -> cells.add((long) source[0] * columns + source[1]));
    return new OneRecLayout(List.copyOf(histories), List.copyOf(inputs), cells.build());
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
