package org.temper.evaluation.offpolicy;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An estimate of a policy's value, the mean reward that it would earn in the contexts of a log.
 * Error and interval tell of chance alone, not of the bias of a model, a clipped weight or a wrong
 * propensity.
 *
 * @param value the estimate, in units of the reward
 * @param standardError of the value, in the same units
 * @param lower the lower end of the confidence interval
 * @param upper its upper end
 * @param confidence how often such an interval holds the value, in (0, 1), where the estimator is
 *     unbiased
 * @param weights the figures of the weights
 */
public record ValueEstimate(
    double value,
    double standardError,
    double lower,
    double upper,
    double confidence,
    WeightFigures weights) {

  /**
   * What makes the estimate doubtful, for people to read.
   *
   * @return the meanings of all {@link WeightFigures#findings}; empty where there is none
   */
  public Optional<String> warning() {
    String found =
        weights.findings().stream().map(WeightFinding::meaning).collect(Collectors.joining("; "));
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /**
   * For people to read.
   *
   * @return such as {@code 0.0046 [0.0033, 0.0059]}
   */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value, lower, upper);
  }
}
