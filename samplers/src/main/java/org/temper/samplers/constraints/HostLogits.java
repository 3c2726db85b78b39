package org.temper.samplers.constraints;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.temper.api.DecodingSession;
import org.temper.samplers.NonFiniteLogitsException;

/**
 * The next-token logits of a session's live rows, on the host.
 *
 * @param logits row-major [rows, V]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record HostLogits(float[] logits, int vocabularySize) {

  static HostLogits of(DecodingSession session) {
    NDArray logits = session.logits();
    return new HostLogits(logits.toFloatArray(), Math.toIntExact(logits.getShape().get(1)));
  }

  /** log Σ exp of some numbers. */
  static double logSum(double[] numbers) {
    double largest = Arrays.stream(numbers).max().orElseThrow();
    double sum = 0;
    for (double number : numbers) {
      sum += Math.exp(number - largest);
    }
    return largest + Math.log(sum);
  }

  /** What a row's logits of some tokens are. */
  double[] of(int row, long[] tokens) {
    double[] found = new double[tokens.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = logits[row * vocabularySize + Math.toIntExact(tokens[i])];
    }
    return found;
  }

  /** log Σ exp of a row's logits of all tokens, legal or not. */
  double logSum(int row) {
    int from = row * vocabularySize;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + vocabularySize; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + vocabularySize; i++) {
      sum += Math.exp((double) logits[i] - largest);
    }
    return finite(row, largest + Math.log(sum));
  }

  /** log Σ exp of a row's logits of some tokens. */
  double logSum(int row, long[] tokens) {
    return finite(row, logSum(of(row, tokens)));
  }

  private static double finite(int row, double logSum) {
    if (!Double.isFinite(logSum)) {
      throw new NonFiniteLogitsException(row, (float) logSum);
    }
    return logSum;
  }
}
