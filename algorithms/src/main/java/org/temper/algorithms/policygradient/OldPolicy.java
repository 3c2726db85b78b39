package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.losses.AdvantageWeights;
import org.temper.losses.ImportanceWeights;

/**
 * The old policy: where its log-probabilities come from, and what is done where it is not the one
 * that the episodes were sampled from: at another temperature, truncated, or by other kernels.
 *
 * @param source where they come from
 * @param correction how the difference is corrected for
 * @param maxWeight the largest weight of a token or a sequence, at least 1
 */
public record OldPolicy(Source source, Correction correction, double maxWeight) {
  /** Beyond it a weight that is not used is only said to be that large. */
  private static final double REPORTED_WEIGHT = 100;

  /** Where log-probabilities come from. */
  public enum Source {
    /** Those that were recorded while sampling: exact where the policy sampled itself. */
    RECORDED,
    /** The policy scores the episodes before the first update. */
    RECOMPUTED
  }

  /** Truncated importance weights min(maxWeight, old / behavior). */
  public enum Correction {
    /** No correction; the weights are only reported. */
    NONE,
    /** A weight for each token. */
    TOKEN,
    /** A weight for each sequence: the product over its tokens. */
    SEQUENCE
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@code maxWeight} is below 1 or not finite
   */
  public OldPolicy {
    checkArgument(
        maxWeight >= 1 && Double.isFinite(maxWeight),
        "maxWeight: expected a number from 1, got %s",
        maxWeight);
  }

  /**
   * What was recorded, without a correction.
   *
   * @return the choice
   */
  public static OldPolicy recorded() {
    return new OldPolicy(Source.RECORDED, Correction.NONE, REPORTED_WEIGHT);
  }

  /**
   * Scored before the first update, with a weight for each token.
   *
   * @param maxWeight the largest weight of a token, at least 1
   * @return the choice
   */
  public static OldPolicy recomputed(double maxWeight) {
    return new OldPolicy(Source.RECOMPUTED, Correction.TOKEN, maxWeight);
  }

  /**
   * Importance weights of an iteration's tokens, and figures of them, whether they are used or not.
   *
   * @param host owns what is computed on the way
   * @param episodes with the column {@code OLD_LOG_PROBS}
   * @param tally takes {@link PolicyMetrics#IMPORTANCE_MEAN} and what follows it
   * @return what the tokens' advantages are multiplied by, float32 [B, T]
   */
  NDArray weights(NDManager host, EpisodeTable episodes, MetricTally tally) {
    NDArray mask = episodes.mask(host);
    NDArray old = episodes.array(host, Column.OLD_LOG_PROBS);
    NDArray behavior = episodes.array(host, Column.BEHAVIOR_LOG_PROBS);
    NDArray weights =
        correction == Correction.SEQUENCE
            ? ImportanceWeights.sequence(old, behavior, mask, maxWeight)
            : ImportanceWeights.token(old, behavior, maxWeight);
    float[] values = weights.toFloatArray();
    boolean[] own = mask.toBooleanArray();
    double max = 0;
    for (int i = 0; i < own.length; i++) {
      max = own[i] ? Math.max(max, values[i]) : max;
    }
    tally.add(PolicyMetrics.IMPORTANCE_MEAN, values, own);
    tally.add(PolicyMetrics.IMPORTANCE_MAX, max);
    tally.add(
        PolicyMetrics.EFFECTIVE_SAMPLE_SHARE,
        AdvantageWeights.effectiveSampleSize(weights, mask).getFloat()
            / (double) episodes.tokens());
    return correction == Correction.NONE ? weights.onesLike() : weights;
  }

  /**
   * Settings that decide the numbers.
   *
   * @return all of them, by name
   */
  public Map<String, Object> identity() {
    return ImmutableMap.of(
        "old_log_probs", source, "importance", correction, "max_importance", maxWeight);
  }
}
