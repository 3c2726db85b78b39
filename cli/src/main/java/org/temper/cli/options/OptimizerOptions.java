package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.training.tracker.Tracker;
import org.temper.cli.options.values.Schedule;
import org.temper.models.optimizer.AdamWConfig;
import picocli.CommandLine.Option;

/** AdamW and its learning rate; the rate itself is each recipe's own option. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class OptimizerOptions {
  private static final double BETA1 = 0.9;
  private static final double EPSILON = 1e-8;

  @Option(
      names = "--schedule",
      paramLabel = "FORM",
      defaultValue = "cosine",
      description =
          "how the learning rate goes on after the warmup: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Schedule schedule;

  @Option(
      names = "--warmup",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = "share of the updates in which the rate rises (default: ${DEFAULT-VALUE})")
  private double warmup;

  @Option(
      names = "--final-rate",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "share of the learning rate that a falling schedule ends with"
              + " (default: ${DEFAULT-VALUE})")
  private double finalRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0.01",
      description = "decoupled weight decay of matrices (default: ${DEFAULT-VALUE})")
  private double weightDecay;

  @Option(
      names = "--beta2",
      paramLabel = "X",
      defaultValue = "0.95",
      description = "AdamW's decay of squared gradients (default: ${DEFAULT-VALUE})")
  private double beta2;

  @Option(
      names = "--max-gradient-norm",
      paramLabel = "X",
      defaultValue = "1",
      description = "global norm to clip gradients to (default: ${DEFAULT-VALUE})")
  private double maxGradientNorm;

  /**
   * The settings of an optimizer.
   *
   * @param learningRate the peak
   * @param updates updates of the whole run, at least 1
   * @return the settings
   * @throws IllegalArgumentException if a value is out of its range
   */
  public AdamWConfig config(double learningRate, int updates) {
    check(
        learningRate > 0 && Double.isFinite(learningRate),
        "learning-rate",
        "a finite number above 0",
        learningRate);
    check(warmup >= 0 && warmup < 1, "warmup", "a share in [0, 1)", warmup);
    check(finalRate >= 0 && finalRate < 1, "final-rate", "a share in [0, 1)", finalRate);
    check(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight-decay",
        "a finite number of at least 0",
        weightDecay);
    check(beta2 >= 0 && beta2 < 1, "beta2", "a number in [0, 1)", beta2);
    check(maxGradientNorm > 0, "max-gradient-norm", "a number above 0", maxGradientNorm);
    return new AdamWConfig(
        rate(learningRate, updates), BETA1, beta2, EPSILON, weightDecay, maxGradientNorm);
  }

  private Tracker rate(double peak, int updates) {
    int rising = Math.min((int) Math.round(warmup * updates), updates - 1);
    return schedule.rate(peak, finalRate * peak, rising, updates);
  }

  private static void check(boolean holds, String option, String expected, double value) {
    checkArgument(holds, "--%s: expected %s, got %s", option, expected, value);
  }
}
