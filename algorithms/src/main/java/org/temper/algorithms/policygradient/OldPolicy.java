package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Where the log-probabilities under the old policy come from, and what is done where it is not the
 * one that the episodes were sampled from: at another temperature, truncated, or by other kernels.
 *
 * @param source where they come from
 * @param correction how the difference is corrected for
 * @param maxWeight the most that a token or a sequence weighs, at least 1
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
   * @param maxWeight the most that a token weighs, at least 1
   * @return the choice
   */
  public static OldPolicy recomputed(double maxWeight) {
    return new OldPolicy(Source.RECOMPUTED, Correction.TOKEN, maxWeight);
  }
}
