package org.temper.algorithms.calibration;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link CalibrationTrainer}. */
public final class CalibrationMetrics {
  /** The loss. */
  public static final Metric LOSS =
      Metric.loss(
          "per example", "`confidence_loss` + the reference term's coefficient · `divergence`");

  /** The loss of the stated confidence. */
  public static final Metric CONFIDENCE_LOSS =
      Metric.mean(
          "confidence_loss",
          "per example",
          "the objective, before the update; of cross-entropy −(1 − y) log p(no) − y log p(yes) among"
              + " the two, in nats");

  /** The Brier score of the expected confidence. */
  public static final Metric BRIER =
      Metric.mean(
          "brier",
          "",
          "(y − c)², where c is the confidence that the model is expected to state and y is how"
              + " right the answer was");

  /** The expected confidence. */
  public static final Metric CONFIDENCE =
      Metric.mean(
          "confidence", "", "c, the levels of the options, each by its probability among them");

  /** How right the answers were. */
  public static final Metric CORRECTNESS =
      Metric.mean(
          "correctness", "", "y, the share of right answers; `confidence` is to come to it");

  /** What the options have of the vocabulary's probability. */
  public static final Metric OPTION_MASS =
      Metric.mean(
          "option_mass",
          "",
          "the probability of all options together, of the whole vocabulary; where it is small the"
              + " model would say something else than an option");

  /** Divergence from the reference. */
  public static final Metric DIVERGENCE =
      Metric.mean(
          "divergence",
          "nats per example",
          "of the reference term's kind, summed over the answer's tokens; of the examples that carry"
              + " the reference's scores");

  /** Examples. */
  public static final Metric EXAMPLES = Metric.sum("examples", "per update", "answers asked about");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(
          LOSS, CONFIDENCE_LOSS, BRIER, CONFIDENCE, CORRECTNESS, OPTION_MASS, DIVERGENCE, EXAMPLES);

  private CalibrationMetrics() {}
}
