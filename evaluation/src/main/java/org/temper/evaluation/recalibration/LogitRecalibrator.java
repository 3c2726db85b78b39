package org.temper.evaluation.recalibration;

/**
 * A map from the logits of a row's options to their probabilities. {@link #orderEffect} is about
 * the options of one row, that is, about the answer that is given; the order of <em>rows</em> by
 * their largest probability may change with every one of them, a temperature too.
 */
public sealed interface LogitRecalibrator extends Recalibrator
    permits TemperatureScaling, VectorScaling, MatrixScaling {

  /**
   * The probabilities of a row's options.
   *
   * @param logits [K], finite: logits, log-probabilities or log-probabilities but for a constant
   * @return [K], from 0 to 1, with sum 1
   * @throws IllegalArgumentException if there are fewer than two options, another number of them
   *     than was fitted (a temperature takes any), or a logit is not finite
   */
  double[] probabilities(double[] logits);

  /**
   * The probability of the likeliest option.
   *
   * @param logits [K], as {@link #probabilities} takes them
   * @return from 1 / K to 1
   * @throws IllegalArgumentException as {@link #probabilities} does
   */
  default double confidence(double[] logits) {
    double largest = 0;
    for (double probability : probabilities(logits)) {
      largest = Math.max(largest, probability);
    }
    return largest;
  }

  /**
   * The likeliest option of each question, as the answer: its probability as the confidence, and
   * whether it is right. {@code new TemperatureScaling(1)} gives them as they were before.
   *
   * @param data questions whose right options are known
   * @return one answer for each question
   * @throws IllegalArgumentException if a row has another number of options than was fitted
   */
  default LabeledConfidences answers(LabeledLogits data) {
    double[] confidences = new double[data.size()];
    int[] outcomes = new int[data.size()];
    for (int i = 0; i < confidences.length; i++) {
      double[] probabilities = probabilities(data.rows().get(i).toArray());
      int answer = 0;
      for (int k = 1; k < probabilities.length; k++) {
        if (probabilities[k] > probabilities[answer]) {
          answer = k;
        }
      }
      confidences[i] = probabilities[answer];
      outcomes[i] = data.labels().get(i) == answer ? 1 : 0;
    }
    return LabeledConfidences.of(confidences, outcomes);
  }
}
