package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.interactions.Target;

/**
 * Which targets count as high: those of at least so much feedback. A target without that feedback
 * is neither high nor low.
 *
 * @param column the name of a column of feedback
 * @param threshold the least value of a high target, finite
 */
public record HighTargets(String column, double threshold) {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if {@code threshold} is not finite
   */
  public HighTargets {
    checkArgument(
        Double.isFinite(threshold), "threshold: expected a finite number, got %s", threshold);
  }

  /** High or low; all alone where the target has no feedback to tell by. */
  TargetGroup group(Target target) {
    if (!target.hasFeedback(column)) {
      return TargetGroup.ALL;
    }
    return target.feedback(column) >= threshold ? TargetGroup.HIGH : TargetGroup.LOW;
  }
}
