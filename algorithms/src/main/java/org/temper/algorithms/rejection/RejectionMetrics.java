package org.temper.algorithms.rejection;

import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link RejectionSampling}: of a round's sampled episodes, and of held-out tasks. */
public final class RejectionMetrics {
  /** Successes. */
  public static final Metric SUCCESS =
      Metric.mean(
          "success",
          "share of the verified episodes",
          "episodes whose reward is at least the threshold; pass@1");

  /** What was accepted, relative. */
  public static final Metric ACCEPTED_SHARE =
      Metric.mean(
          "accepted_share",
          "share of all episodes",
          "episodes that the selection kept for training; of a round's sampled episodes alone");

  /** What was accepted. */
  public static final Metric ACCEPTED =
      Metric.sum(
          "accepted",
          "episodes",
          "episodes that the selection kept for training; of a round's sampled episodes alone");

  /** What could not be verified. */
  public static final Metric UNVERIFIED_SHARE =
      Metric.mean(
          "unverified_share",
          "share of all episodes",
          "episodes without a known reward, those that failed included; left out, never scored 0");

  /** Turns. */
  public static final Metric TURNS =
      Metric.mean("turns", "actions per episode", "actions of the policy");

  /** Tokens. */
  public static final Metric TOKENS =
      Metric.mean("tokens", "tokens per episode", "tokens that the policy produced");

  /** Malformed calls. */
  public static final Metric MALFORMED_CALLS =
      Metric.mean(
          "malformed_calls",
          "calls per episode",
          "tool calls that could not be parsed or did not fit the tool, of the episodes that tell");

  private RejectionMetrics() {}

  /**
   * Tasks that succeed each time.
   *
   * @param k the episodes of each task
   * @return the metric {@code pass_power_K}
   */
  public static Metric passPower(int k) {
    return Metric.mean(
        "pass_power_" + k,
        "share of the tasks",
        "tasks all of whose "
            + k
            + " episodes succeed; tasks with an episode that could not be verified, and none that"
            + " did not succeed, are left out");
  }

  /**
   * A metric of the tasks of one bucket.
   *
   * @param metric the metric of all tasks
   * @param bucket the bucket, in lower snake case
   * @return the metric {@code METRIC@BUCKET}
   */
  public static Metric ofBucket(Metric metric, String bucket) {
    return new Metric(
        metric.name() + "@" + bucket,
        metric.unit(),
        "`" + metric.name() + "` of the tasks of this bucket",
        metric.averaging());
  }

  /**
   * Metrics of held-out tasks.
   *
   * @param k the episodes of each task
   * @return in the order in which they are written
   */
  public static List<Metric> ofEvaluation(int k) {
    return List.of(SUCCESS, passPower(k), UNVERIFIED_SHARE, TURNS, TOKENS, MALFORMED_CALLS);
  }

  /**
   * Metrics of a round's sampled episodes.
   *
   * @param samples the episodes of each task
   * @return in the order in which they are written
   */
  public static List<Metric> ofRound(int samples) {
    List<Metric> metrics = new ArrayList<>(List.of(ACCEPTED_SHARE, ACCEPTED));
    metrics.addAll(ofEvaluation(samples));
    return List.copyOf(metrics);
  }
}
