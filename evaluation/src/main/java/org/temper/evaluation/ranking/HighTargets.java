package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.interactions.Target;

/**
 * A rule for which targets count as high: those of at least so much feedback. A target without that
 * feedback is neither high nor low.
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
    return reaches(target) ? TargetGroup.HIGH : TargetGroup.LOW;
  }

  /**
   * Whether a target is high.
   *
   * @param target the target
   * @return whether its feedback reaches the threshold; false where none was given
   * @throws IllegalArgumentException if it lacks the column
   */
  public boolean reaches(Target target) {
    return target.feedback(column) >= threshold;
  }
}
