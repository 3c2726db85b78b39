package org.temper.evaluation.recalibration;

/** Answers with two options, wrong (logit 0) and correct (logit features · parameters). */
final class BinaryFeatures implements LinearLogits {
  private final double[][] features;
  private final double[] targets;

  /** Of features [P][N] and the probabilities [N] that the answers are correct. */
  BinaryFeatures(double[][] features, double[] targets) {
    this.features = features;
    this.targets = targets;
  }

  @Override
  public int rows() {
    return targets.length;
  }

  @Override
  public int options(int row) {
    return 2;
  }

  @Override
  public double target(int row, int option) {
    return option == 1 ? targets[row] : 1 - targets[row];
  }

  @Override
  public void logits(int row, double[] parameters, double[] logits) {
    double logit = 0;
    for (int j = 0; j < features.length; j++) {
      logit += parameters[j] * features[j][row];
    }
    logits[0] = 0;
    logits[1] = logit;
  }

  @Override
  public void addTransposed(int row, double[] values, double[] sums) {
    for (int j = 0; j < features.length; j++) {
      sums[j] += features[j][row] * values[1];
    }
  }

  /** The mean negative log-likelihood of outcomes under log-odds as they are. */
  static double likelihood(LabeledConfidences data, double margin) {
    double[][] logOdds = {logOdds(data, margin)};
    return SoftmaxLoss.unpenalized(new BinaryFeatures(logOdds, outcomes(data)), 1)
        .likelihood(new double[] {1});
  }

  static double[] logOdds(LabeledConfidences data, double margin) {
    return data.confidences().stream().map(p -> LogOdds.of(p, margin)).toArray();
  }

  static double[] outcomes(LabeledConfidences data) {
    return data.outcomes().stream().asDoubleStream().toArray();
  }
}
