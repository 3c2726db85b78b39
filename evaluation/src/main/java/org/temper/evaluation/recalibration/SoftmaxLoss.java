package org.temper.evaluation.recalibration;

/**
 * The mean negative log-likelihood of a softmax over {@link LinearLogits}, with a penalty: (1/N)
 * Σ_i [logsumexp(η_i) − t_i · η_i] + Σ_j weight_j (θ_j − center_j)².
 */
final class SoftmaxLoss implements Convex {
  private final LinearLogits rows;
  private final double[] weights;
  private final double[] centers;
  private final double[] logits;
  private final double[] changes;

  SoftmaxLoss(LinearLogits rows, double[] weights, double[] centers) {
    this.rows = rows;
    this.weights = weights;
    this.centers = centers;
    int largest = 0;
    for (int row = 0; row < rows.rows(); row++) {
      largest = Math.max(largest, rows.options(row));
    }
    logits = new double[largest];
    changes = new double[largest];
  }

  static SoftmaxLoss unpenalized(LinearLogits rows, int parameters) {
    return new SoftmaxLoss(rows, new double[parameters], new double[parameters]);
  }

  @Override
  public double value(double[] parameters, double[] gradient) {
    double sum = 0;
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] = 0;
    }
    int count = rows.rows();
    for (int row = 0; row < count; row++) {
      int options = rows.options(row);
      sum += likelihood(row, parameters);
      for (int k = 0; k < options; k++) {
        logits[k] -= rows.target(row, k);
      }
      rows.addTransposed(row, logits, gradient);
    }
    double penalty = 0;
    for (int j = 0; j < gradient.length; j++) {
      double off = parameters[j] - centers[j];
      penalty += weights[j] * off * off;
      gradient[j] = gradient[j] / count + 2 * weights[j] * off;
    }
    return sum / count + penalty;
  }

  @Override
  public void hessianTimes(double[] parameters, double[] direction, double[] product) {
    for (int j = 0; j < product.length; j++) {
      product[j] = 0;
    }
    int count = rows.rows();
    for (int row = 0; row < count; row++) {
      int options = rows.options(row);
      rows.logits(row, parameters, logits);
      softmax(logits, options);
      rows.logits(row, direction, changes);
      double mean = 0;
      for (int k = 0; k < options; k++) {
        mean += logits[k] * changes[k];
      }
      for (int k = 0; k < options; k++) {
        changes[k] = logits[k] * (changes[k] - mean);
      }
      rows.addTransposed(row, changes, product);
    }
    for (int j = 0; j < product.length; j++) {
      product[j] = product[j] / count + 2 * weights[j] * direction[j];
    }
  }

  /** The mean negative log-likelihood alone. */
  double likelihood(double[] parameters) {
    double sum = 0;
    for (int row = 0; row < rows.rows(); row++) {
      sum += likelihood(row, parameters);
    }
    return sum / rows.rows();
  }

  /** That of a row, whose probabilities are left in place of its logits. */
  private double likelihood(int row, double[] parameters) {
    int options = rows.options(row);
    rows.logits(row, parameters, logits);
    double dot = 0;
    for (int k = 0; k < options; k++) {
      dot += rows.target(row, k) * logits[k];
    }
    return softmax(logits, options) - dot;
  }

  /** The result of a fit. */
  <R extends Recalibrator> Fit<R> fit(R recalibrator, double[] start, double[] fitted) {
    return new Fit<>(
        recalibrator,
        likelihood(start),
        likelihood(fitted),
        isSeparatedBy(fitted) ? FitEnding.SEPARABLE : FitEnding.CONVERGED);
  }

  /** Whether parameters that cost nothing give every row's target the largest logit. */
  private boolean isSeparatedBy(double[] parameters) {
    double[] free = new double[parameters.length];
    for (int j = 0; j < free.length; j++) {
      free[j] = weights[j] > 0 ? 0 : parameters[j];
    }
    for (int row = 0; row < rows.rows(); row++) {
      rows.logits(row, free, logits);
      double right = 0;
      double wrong = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < rows.options(row); k++) {
        if (rows.target(row, k) > 0.5) {
          right = logits[k];
        } else {
          wrong = Math.max(wrong, logits[k]);
        }
      }
      if (wrong >= right) {
        return false;
      }
    }
    return true;
  }

  /** Turns the first logits into probabilities in place; returns their logsumexp. */
  static double softmax(double[] logits, int options) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < options; k++) {
      largest = Math.max(largest, logits[k]);
    }
    double sum = 0;
    for (int k = 0; k < options; k++) {
      logits[k] = Math.exp(logits[k] - largest);
      sum += logits[k];
    }
    for (int k = 0; k < options; k++) {
      logits[k] /= sum;
    }
    return largest + Math.log(sum);
  }
}
