package org.temper.samplers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * A draw from each of several categorical distributions, by the inverse of its distribution
 * function: the first token at which the sum of probabilities is above the row's uniform number.
 *
 * <p>To sum each token of a large vocabulary in float64 takes about a tenth of the time that
 * decoding does. So the device sums blocks of tokens, in float32, and the host looks for the block
 * and then within it, in float64: rounding moves some ten-millionths of a block's probability, and
 * nothing where the vocabulary is one block. A token of probability 0 is never drawn.
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one step, never compared
record CategoricalDraws(long[] tokens, float[] logProbs) {
  static final int BLOCK = 256;

  /**
   * Draws a token for each row.
   *
   * @param logProbs float32 [B, V], normalized, of which any may be negative infinity; owns what is
   *     computed on its device
   * @param uniforms one number in [0, 1) for each row
   * @return the tokens and their log-probabilities; any token where those of a row are not numbers
   */
  static CategoricalDraws of(NDArray logProbs, double[] uniforms) {
    int rows = uniforms.length;
    int vocabulary = Math.toIntExact(logProbs.size(1));
    int size = Math.min(BLOCK, vocabulary);
    long[] starts = new long[rows];
    double[] shares = uniforms;
    NDArray near = logProbs;
    if (vocabulary > BLOCK) {
      shares = new double[rows];
      float[] sums = blockSums(logProbs.exp(), vocabulary).toFloatArray();
      for (int row = 0; row < rows; row++) {
        Place block = Place.of(row(sums, row, sums.length / rows), uniforms[row]);
        starts[row] = (long) block.index() * BLOCK;
        shares[row] = block.rest();
      }
      near = logProbs.gather(logProbs.getManager().create(tokens(starts, vocabulary)), 1);
    }
    float[] values = near.toFloatArray();
    long[] tokens = new long[rows];
    float[] chosen = new float[rows];
    for (int row = 0; row < rows; row++) {
      // What the last block repeats of the last token is not a token.
      double[] weights = row(values, row, size);
      for (int i = 0; i < size; i++) {
        weights[i] = starts[row] + i < vocabulary ? Math.exp(weights[i]) : 0;
      }
      int index = Place.of(weights, shares[row]).index();
      tokens[row] = starts[row] + index;
      chosen[row] = values[row * size + index];
    }
    return new CategoricalDraws(tokens, chosen);
  }

  /** Sums over blocks of columns, of which the last may be narrower. */
  private static NDArray blockSums(NDArray probabilities, int vocabulary) {
    int whole = vocabulary / BLOCK;
    NDArray sums =
        probabilities
            .get(":, :" + whole * BLOCK)
            .reshape(new Shape(-1, whole, BLOCK))
            .sum(new int[] {2});
    return whole * BLOCK == vocabulary
        ? sums
        : sums.concat(probabilities.get(":, " + whole * BLOCK + ":").sum(new int[] {1}, true), 1);
  }

  /** The tokens of a block from each start on; the last one again and again past the end. */
  private static long[][] tokens(long[] starts, int vocabulary) {
    long[][] tokens = new long[starts.length][BLOCK];
    for (int row = 0; row < starts.length; row++) {
      for (int i = 0; i < BLOCK; i++) {
        tokens[row][i] = Math.min(starts[row] + i, vocabulary - 1);
      }
    }
    return tokens;
  }

  private static double[] row(float[] values, int row, int size) {
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = values[row * size + i];
    }
    return result;
  }

  /** Where a share of all weights is reached, and how much of that place's own weight it takes. */
  private record Place(int index, double rest) {
    private static final double BELOW_ONE = Math.nextDown(1.0);

    private static Place of(double[] weights, double share) {
      double total = 0;
      int last = 0;
      for (int i = 0; i < weights.length; i++) {
        total += weights[i];
        last = weights[i] > 0 ? i : last;
      }
      double target = share * total;
      double sum = 0;
      for (int i = 0; i < last; i++) {
        double next = sum + weights[i];
        if (next > target) {
          return new Place(i, Math.min((target - sum) / weights[i], BELOW_ONE));
        }
        sum = next;
      }
      return new Place(last, Math.min((target - sum) / weights[last], BELOW_ONE));
    }
  }
}
