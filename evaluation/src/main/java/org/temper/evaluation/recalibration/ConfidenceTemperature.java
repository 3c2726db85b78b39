package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;

/**
 * A temperature of log-odds: confidence σ(logit(p) / T), which is {@link TemperatureScaling} of two
 * options. It leaves ½ where it is; {@link OrderEffect#RANK_PRESERVING}.
 *
 * <p>Source: <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017</a>, equation 9, with K =
 * 2.
 *
 * @param temperature T, from 0.01 to 100
 * @param margin how near to 0 and 1 a confidence counts: it is first held to [margin, 1 − margin];
 *     from 2^-52 to below 0.5. Stated numbers, which are often 0 % or 100 %, need one such as 0.01,
 *     or else one wrong answer at 100 % decides the temperature
 */
public record ConfidenceTemperature(double temperature, double margin)
    implements ConfidenceRecalibrator {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConfidenceTemperature {
    TemperatureScaling.checkTemperature(temperature);
    LogOdds.checkMargin(margin);
  }

  /**
   * The temperature of the largest likelihood, with margin 2^-52.
   *
   * @param data held-out answers
   * @return the temperature
   * @throws IllegalArgumentException if all confidences are ½
   */
  public static Fit<ConfidenceTemperature> fit(LabeledConfidences data) {
    return fit(data, LogOdds.LEAST_MARGIN);
  }

  /**
   * The temperature of the largest likelihood.
   *
   * @param data held-out answers
   * @param margin as the recalibrator has it
   * @return the temperature
   * @throws IllegalArgumentException if all confidences are ½, or the margin is out of its range
   */
  public static Fit<ConfidenceTemperature> fit(LabeledConfidences data, double margin) {
    LogOdds.checkMargin(margin);
    checkArgument(
        data.confidences().stream().anyMatch(p -> p != 0.5),
        "confidences: expected one other than 0.5, which every temperature leaves as it is");
    Fit<TemperatureScaling> fit =
        TemperatureScaling.fit(rows(data.sorted(), margin), () -> isSeparable(data));
    return new Fit<>(
        new ConfidenceTemperature(fit.recalibrator().temperature(), margin),
        fit.nllBefore(),
        fit.nllAfter(),
        fit.ending());
  }

  /**
   * The interval that holds the temperature of the largest likelihood of all data in about 95 % of
   * samples like these.
   *
   * @param data the answers that this temperature was fitted on
   * @return the interval
   */
  public TemperatureInterval interval(LabeledConfidences data) {
    return new TemperatureScaling(temperature).interval(rows(data, margin));
  }

  private static BinaryFeatures rows(LabeledConfidences data, double margin) {
    return new BinaryFeatures(
        new double[][] {BinaryFeatures.logOdds(data, margin)}, BinaryFeatures.outcomes(data));
  }

  /** Whether what is correct lies at ½ or above, and what is wrong at ½ or below. */
  private static boolean isSeparable(LabeledConfidences data) {
    return IntStream.range(0, data.size())
        .allMatch(i -> (2 * data.outcomes().get(i) - 1) * (data.confidences().get(i) - 0.5) >= 0);
  }

  @Override
  public double recalibrate(double confidence) {
    LogOdds.checkConfidence(confidence);
    return LogOdds.sigmoid(LogOdds.of(confidence, margin) / temperature);
  }

  @Override
  public OrderEffect orderEffect() {
    return OrderEffect.RANK_PRESERVING;
  }
}
