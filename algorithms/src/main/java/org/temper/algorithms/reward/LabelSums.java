package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.api.LabeledBatch;

/** Adds up, over micro-batches, what {@link LabelScores} averages. */
final class LabelSums {
  private final long sequences;
  private final double meanLabel;
  private final double variance;
  private double loss;
  private double rewards;

  private LabelSums(long sequences, double meanLabel, double variance) {
    this.sequences = sequences;
    this.meanLabel = meanLabel;
    this.variance = variance;
  }

  /** Sums of nothing, for these batches together. */
  static LabelSums of(String argument, List<LabeledBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    double[] labels =
        batches.stream()
            .flatMap(batch -> batch.labels().stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    double sum = 0;
    for (double label : labels) {
      sum += label;
    }
    double mean = sum / labels.length;
    double squares = 0;
    for (double label : labels) {
      squares += (label - mean) * (label - mean);
    }
    return new LabelSums(labels.length, mean, squares / labels.length);
  }

  /** How many sequences all batches have together. */
  long sequences() {
    return sequences;
  }

  void add(double lossShare, double[] given) {
    loss += lossShare;
    for (double reward : given) {
      rewards += reward;
    }
  }

  LabelScores mean() {
    return new LabelScores(
        loss, variance > 0 ? 1 - loss / variance : Double.NaN, rewards / sequences, meanLabel);
  }
}
