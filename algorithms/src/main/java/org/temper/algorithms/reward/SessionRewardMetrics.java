package org.temper.algorithms.reward;

import java.util.List;
import org.temper.algorithms.metrics.Metric;

/**
 * Metrics of {@link SessionRewardTrainer}: how a model predicts what comes of sessions, before the
 * update. An evaluation gives all but the gradient's norm and the learning rate.
 */
public final class SessionRewardMetrics {
  /** What is descended. */
  public static final Metric LOSS =
      Metric.loss(
          "nats a session",
          "Σ_j −y log σ(z_j) − (1 − y) log σ(−z_j) over a session's targets, and the preference's"
              + " loss; mean over the sessions of the update");

  /** How the one score of all outcomes predicts them. */
  public static final Metric PREFERENCE_LOSS =
      Metric.mean(
          "preference_loss",
          "nats a session",
          "Σ_j −y log σ(z) − (1 − y) log σ(−z) with the one z of a session, mean over sessions");

  /** What the model expects. */
  public static final Metric MEAN_PREDICTION =
      Metric.mean("mean_prediction", "share", "mean of σ(z) over sessions and targets");

  /** What came of it. */
  public static final Metric MEAN_LABEL =
      Metric.mean("mean_label", "share", "mean of the outcomes over sessions and targets");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL =
      Metric.ofUpdate(LOSS, PREFERENCE_LOSS, MEAN_PREDICTION, MEAN_LABEL);

  private SessionRewardMetrics() {}
}
