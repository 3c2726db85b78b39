package org.temper.samplers.constraints;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.temper.api.DecodingSession;
import org.temper.samplers.NonFiniteLogitsException;

/** The next-token logits of a session's live rows, on the host. */
final class HostLogits {
  private final float[] logits;
  private final int vocabularySize;
  private final double[] logSums;

  private HostLogits(float[] logits, int vocabularySize) {
    this.logits = logits;
    this.vocabularySize = vocabularySize;
    this.logSums = new double[logits.length / vocabularySize];
    for (int row = 0; row < logSums.length; row++) {
      int from = row * vocabularySize;
      logSums[row] =
          logSum(
              IntStream.range(from, from + vocabularySize).mapToDouble(i -> logits[i]).toArray());
      if (!Double.isFinite(logSums[row])) {
        throw new NonFiniteLogitsException(row, (float) logSums[row]);
      }
    }
  }

  static HostLogits of(DecodingSession session) {
    NDArray logits = session.logits();
    return new HostLogits(logits.toFloatArray(), Math.toIntExact(logits.getShape().get(1)));
  }

  /** log Σ exp of some numbers. */
  static double logSum(double[] numbers) {
    double largest = Arrays.stream(numbers).max().orElseThrow();
    return largest + Math.log(Arrays.stream(numbers).map(x -> Math.exp(x - largest)).sum());
  }

  /** The policy's log-probability of a token, of all its vocabulary, legal or not. */
  double logProb(int row, long token) {
    return logits[row * vocabularySize + Math.toIntExact(token)] - logSums[row];
  }
}
