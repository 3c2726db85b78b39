package org.temper.cli.training;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.temper.data.Split;
import org.temper.data.lists.StoredList;

/**
 * Counts of the examples of a run.
 *
 * @param trained how many are trained on
 * @param heldOut how many are measured on
 * @param tokens tokens of all that are trained on
 * @param longest tokens of the largest, padding included
 * @param rows sequences of the largest
 * @param lengths tokens of each that is trained on, padding included
 */
public record Examples(
    int trained, int heldOut, long tokens, int longest, int rows, ImmutableIntArray lengths) {

  /**
   * Counts of sequences.
   *
   * @param split the examples
   * @param length tokens of one
   * @param rows sequences of one
   * @param <T> what an example is
   * @return the counts
   */
  public static <T> Examples of(
      Split<T> split, ToIntFunction<? super T> length, ToIntFunction<? super T> rows) {
    List<T> all = split.train();
    ImmutableIntArray lengths = StoredList.tokens(all, length);
    IntStream each =
        all instanceof StoredList<T> stored
            ? IntStream.range(0, all.size()).map(stored::rows)
            : all.stream().mapToInt(rows);
    return new Examples(
        all.size(),
        split.heldOut().size(),
        lengths.stream().asLongStream().sum(),
        lengths.stream().max().orElse(0),
        each.max().orElse(1),
        lengths);
  }

  /**
   * The length of a row of the largest example.
   *
   * @return tokens
   */
  public int longestRow() {
    return longest / Math.max(1, rows);
  }
}
