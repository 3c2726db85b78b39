package org.temper.cli.training;

import java.util.List;
import java.util.function.ToIntFunction;
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
 */
public record Examples(int trained, int heldOut, long tokens, int longest, int rows) {

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
    long tokens = 0;
    int longest = 0;
    int most = 1;
    for (int i = 0; i < all.size(); i++) {
      int size = 0;
      int sequences = 0;
      if (all instanceof StoredList<T> stored) {
        size = stored.tokens(i);
        sequences = stored.rows(i);
      } else {
        size = length.applyAsInt(all.get(i));
        sequences = rows.applyAsInt(all.get(i));
      }
      tokens += size;
      longest = Math.max(longest, size);
      most = Math.max(most, sequences);
    }
    return new Examples(all.size(), split.heldOut().size(), tokens, longest, most);
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
