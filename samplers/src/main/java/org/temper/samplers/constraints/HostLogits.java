package org.temper.samplers.constraints;

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
      logSums[row] = logSum(row);
      if (!Double.isFinite(logSums[row])) {
        throw new NonFiniteLogitsException(row, (float) logSums[row]);
      }
    }
  }

  static HostLogits of(DecodingSession session) {
    var logits = session.logits();
    return new HostLogits(
        logits.toFloatArray(), Math.toIntExact(logits.getShape().get(1)));
  }

  private double logSum(int row) {
    int from = row * vocabularySize;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + vocabularySize; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + vocabularySize; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }

  /** The policy's log-probability of a token, of all its vocabulary, legal or not. */
  double logProb(int row, long token) {
    return logits[row * vocabularySize + Math.toIntExact(token)] - logSums[row];
  }
}
