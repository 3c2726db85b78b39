package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.BooleanSupplier;

/**
 * Temperature scaling of logits: probabilities softmax(z / T). One number, fitted by maximum
 * likelihood; it changes no answer. Rows may have any number of options, log-probabilities of
 * options are logits too.
 *
 * <p>Above 1 it takes confidence away, below 1 it adds some. {@link OrderEffect#RANK_PRESERVING}
 * among the options of a row.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017</a>, section 4.2, equation
 * 9.
 *
 * @param temperature T, from 0.01 to 100
 */
public record TemperatureScaling(double temperature) implements LogitRecalibrator {
  static final double LEAST = 0.01;
  static final double LARGEST = 100;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the temperature is outside [0.01, 100]
   */
  public TemperatureScaling {
    checkTemperature(temperature);
  }

  static void checkTemperature(double temperature) {
    checkArgument(
        temperature >= LEAST && temperature <= LARGEST,
        "temperature: expected from %s to %s, got %s",
        LEAST,
        LARGEST,
        temperature);
  }

  /**
   * The temperature of the largest likelihood. The likelihood is concave in 1 / T, so there is one;
   * where it lies outside the range, T is the nearer end and {@link Fit#ending} says so.
   *
   * @param data held-out questions, rows of any numbers of options
   * @return the temperature
   * @throws IllegalArgumentException if all options of every row are equal, so that every
   *     temperature is as good
   */
  public static Fit<TemperatureScaling> fit(LabeledLogits data) {
    return fit(new TemperedRows(data.sorted()), data::isSeparable);
  }

  /** Of rows whose one parameter is 1 / T. */
  static Fit<TemperatureScaling> fit(LinearLogits rows, BooleanSupplier isSeparable) {
    SoftmaxLoss loss = SoftmaxLoss.unpenalized(rows, 1);
    double[] one = {1};
    double[] curvature = new double[1];
    loss.hessianTimes(new double[1], one, curvature);
    checkArgument(
        curvature[0] > 0, "rows: expected logits that differ within a row, got equal ones only");
    double[] inverse = {1 / LARGEST};
    double[] gradient = new double[1];
    FitEnding ending = FitEnding.CONVERGED;
    loss.value(inverse, gradient);
    if (gradient[0] >= 0) {
      ending = FitEnding.AT_BOUND;
    } else if (isSeparable.getAsBoolean()) {
      inverse[0] = 1 / LEAST;
      ending = FitEnding.SEPARABLE;
    } else {
      inverse =
          new BoxNewton(loss, new double[] {1 / LARGEST}, new double[] {1 / LEAST}).minimize(one);
      if (inverse[0] >= 1 / LEAST) {
        ending = FitEnding.AT_BOUND;
      }
    }
    double temperature = Math.min(LARGEST, Math.max(LEAST, 1 / inverse[0]));
    return new Fit<>(
        new TemperatureScaling(temperature),
        loss.likelihood(one),
        loss.likelihood(inverse),
        ending);
  }

  /**
   * The interval that holds the temperature of the largest likelihood of all data in about 95 % of
   * samples like these.
   *
   * @param data the questions that this temperature was fitted on
   * @return the interval
   */
  public TemperatureInterval interval(LabeledLogits data) {
    return interval(new TemperedRows(data));
  }

  TemperatureInterval interval(LinearLogits rows) {
    SoftmaxLoss loss = SoftmaxLoss.unpenalized(rows, 1);
    double[] information = new double[1];
    loss.hessianTimes(new double[] {1 / temperature}, new double[] {1}, information);
    return TemperatureInterval.of(temperature, information[0] * rows.rows());
  }

  @Override
  public double[] probabilities(double[] logits) {
    double[] scaled = checkedRow(logits);
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : scaled) {
      largest = Math.max(largest, logit);
    }
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = (scaled[k] - largest) / temperature;
    }
    SoftmaxLoss.softmax(scaled, scaled.length);
    return scaled;
  }

  @Override
  public OrderEffect orderEffect() {
    return OrderEffect.RANK_PRESERVING;
  }

  /** A copy of a row, which has two finite logits at least. */
  static double[] checkedRow(double[] logits) {
    checkArgument(
        logits.length >= 2, "logits: expected at least two options, got %s", logits.length);
    for (int k = 0; k < logits.length; k++) {
      checkArgument(
          Double.isFinite(logits[k]),
          "logits[%s]: expected a finite logit (leave an impossible option out), got %s",
          k,
          Double.valueOf(logits[k]));
    }
    return logits.clone();
  }

  /** Rows whose logits are 1 / T times those of the data. */
  private record TemperedRows(LabeledLogits data) implements LinearLogits {
    @Override
    public int rows() {
      return data.size();
    }

    @Override
    public int options(int row) {
      return data.rows().get(row).length();
    }

    @Override
    public double target(int row, int option) {
      return data.labels().get(row) == option ? 1 : 0;
    }

    @Override
    public void logits(int row, double[] parameters, double[] logits) {
      for (int k = 0; k < options(row); k++) {
        logits[k] = parameters[0] * data.rows().get(row).get(k);
      }
    }

    @Override
    public void addTransposed(int row, double[] values, double[] sums) {
      for (int k = 0; k < options(row); k++) {
        sums[0] += values[k] * data.rows().get(row).get(k);
      }
    }
  }
}
