package org.temper.evaluation.recalibration;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Made-up held-out data. */
final class HeldOut {
  private HeldOut() {}

  /** Answers with ties, confidences 0 and 1 among them. */
  static Arbitrary<LabeledConfidences> answers() {
    Arbitrary<Double> confidence =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, 10).map(tenths -> tenths / 10.0));
    Arbitrary<double[]> answer =
        Combinators.combine(confidence, Arbitraries.integers().between(0, 1))
            .as((p, correct) -> new double[] {p, correct});
    return answer
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(
            list ->
                LabeledConfidences.of(
                    list.stream().mapToDouble(one -> one[0]).toArray(),
                    list.stream().mapToInt(one -> (int) one[1]).toArray()));
  }

  /** Confidences whose log-odds are a temperature times what comes true. */
  static LabeledConfidences tempered(double temperature, int count, SplittableRandom random) {
    double[] confidences = new double[count];
    int[] outcomes = new int[count];
    for (int i = 0; i < count; i++) {
      double logOdds = random.nextGaussian(0.5, 1.2);
      confidences[i] = LogOdds.sigmoid(temperature * logOdds);
      outcomes[i] = random.nextDouble() < LogOdds.sigmoid(logOdds) ? 1 : 0;
    }
    return LabeledConfidences.of(confidences, outcomes);
  }

  /** Rows of 2 to 6 options whose logits are a temperature times what comes true. */
  static LabeledLogits ragged(double temperature, int count, SplittableRandom random) {
    double[][] rows = new double[count][];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      double[] row = new double[random.nextInt(2, 7)];
      for (int k = 0; k < row.length; k++) {
        row[k] = random.nextGaussian(0, 1.5);
      }
      double[] probabilities = row.clone();
      SoftmaxLoss.softmax(probabilities, row.length);
      double draw = random.nextDouble();
      while (labels[i] < row.length - 1 && draw >= probabilities[labels[i]]) {
        draw -= probabilities[labels[i]++];
      }
      for (int k = 0; k < row.length; k++) {
        row[k] *= temperature;
      }
      rows[i] = row;
    }
    return LabeledLogits.of(rows, labels);
  }

  /** Rows of the same number of options. */
  static LabeledLogits rectangular(int options, int count, SplittableRandom random) {
    double[][] rows = new double[count][options];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < options; k++) {
        rows[i][k] = random.nextGaussian(0, 2);
      }
      double[] skewed = rows[i].clone();
      for (int k = 0; k < options; k++) {
        skewed[k] = 0.6 * skewed[k] + 0.4 * k;
      }
      SoftmaxLoss.softmax(skewed, options);
      double draw = random.nextDouble();
      while (labels[i] < options - 1 && draw >= skewed[labels[i]]) {
        draw -= skewed[labels[i]++];
      }
    }
    return LabeledLogits.of(rows, labels);
  }
}
