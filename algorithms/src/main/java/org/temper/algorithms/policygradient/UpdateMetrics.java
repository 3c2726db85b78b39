package org.temper.algorithms.policygradient;

import org.temper.algorithms.metrics.Metric;

/**
 * Declarations of what the optimizer updates of an iteration are like.
 *
 * @param approximateKl how far the policy has moved
 * @param clipLow what the lower end of the range stops
 * @param clipHigh what the upper end of the range stops
 * @param ratioMean the mean importance ratio
 * @param ratioMax the largest importance ratio
 * @param updates optimizer updates made
 * @param gradientNorm mean over the updates
 * @param learningRate of the last update
 */
public record UpdateMetrics(
    Metric loss,
    Metric approximateKl,
    Metric clipLow,
    Metric clipHigh,
    Metric ratioMean,
    Metric ratioMax,
    Metric updates,
    Metric gradientNorm,
    Metric learningRate) {

  /**
   * Declarations for a policy of certain choices.
   *
   * @param choice what a policy chooses: {@code token} or {@code item}
   * @param loss what the loss is measured in
   * @param definition what the loss is
   * @return the declarations
   */
  public static UpdateMetrics of(String choice, String loss, String definition) {
    String share = "share of " + choice + "s";
    return new UpdateMetrics(
        Metric.mean("loss", loss, definition),
        Metric.mean(
            "approximate_kl",
            "nats per " + choice,
            "mean of r − 1 − log r, r = π/π_old, over all optimizer updates: how far the policy"
                + " moves within the iteration. 0 in its first update"),
        Metric.mean(
            "clip_low",
            share,
            "r below the range where A is negative, of all "
                + choice
                + "s: what the lower end stops"
                + " (CISPO holds a weight whatever the sign of A, and that is not counted); 0 for an"
                + " objective without a range"),
        Metric.mean(
            "clip_high",
            share,
            "r above the range where A is positive, of all "
                + choice
                + "s; not what a dual clip or"
                + " ECPO's early one bounds where A is negative; 0 for an objective without a"
                + " range"),
        Metric.mean("ratio_mean", "", "mean of r; of the sequence's ratio for GSPO"),
        new Metric("ratio_max", "", "the largest r of any optimizer update", Metric.Averaging.MAX),
        Metric.sum(
            "updates",
            "updates per iteration",
            "optimizer updates made: fewer than intended where `maxKl` stopped them"),
        Metric.mean(
            Metric.GRADIENT_NORM.name(),
            Metric.GRADIENT_NORM.unit(),
            "Euclidean norm of all gradients together, before clipping, mean over the updates"),
        Metric.last(Metric.LEARNING_RATE.name(), "", "of the last update"));
  }
}
