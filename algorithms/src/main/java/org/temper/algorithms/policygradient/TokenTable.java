package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A number for each token of each row, on the host; rows are as long as their sequences.
 *
 * @param rows the numbers; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record TokenTable(float[][] rows) {

  /** One column of rows. */
  public static TokenTable of(List<EpisodeRow> rows, Function<EpisodeRow, float[]> column) {
    return new TokenTable(rows.stream().map(column).toArray(float[][]::new));
  }

  /** The rows of a padded array [B, T]. */
  public static TokenTable of(NDArray padded, List<EpisodeRow> rows) {
    float[] values = padded.toFloatArray();
    int columns = (int) padded.getShape().get(1);
    float[][] table = new float[rows.size()][];
    for (int i = 0; i < table.length; i++) {
      table[i] = new float[rows.get(i).sequence().length()];
      System.arraycopy(values, i * columns, table[i], 0, table[i].length);
    }
    return new TokenTable(table);
  }

  /** All rows, padded with 0, float32 [B, T]. */
  public NDArray toArray(NDManager manager) {
    int longest = IntStream.range(0, rows.length).map(i -> rows[i].length).max().orElse(0);
    return toArray(manager, IntStream.range(0, rows.length).toArray(), longest);
  }

  /** Some rows, padded with 0, float32 [B, columns]. */
  public NDArray toArray(NDManager manager, int[] chosen, int columns) {
    float[] padded = new float[chosen.length * columns];
    for (int i = 0; i < chosen.length; i++) {
      float[] row = rows[chosen[i]];
      System.arraycopy(row, 0, padded, i * columns, row.length);
    }
    return manager.create(padded, new Shape(chosen.length, columns));
  }
}
