package org.temper.evaluation.calibration.binning;

/** The check of a confidence and its outcome, which boxes nothing where all is well. */
public final class PointCheck {
  private PointCheck() {}

  /**
   * Refuses what is no point.
   *
   * @param confidence in [0, 1]
   * @param outcome 1 where it was correct, 0 where it was not
   * @throws IllegalArgumentException if the confidence is outside [0, 1] or NaN, or the outcome is
   *     neither 0 nor 1
   */
  public static void check(double confidence, int outcome) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "confidence: expected a number from 0 to 1, got "
              + confidence
              + "; divide percentages by 100, leave out or clip what has no confidence");
    }
    if ((outcome & ~1) != 0) {
      throw new IllegalArgumentException(
          "outcome: expected 1 for correct or 0 for not, got "
              + outcome
              + "; compare a grade with a threshold first");
    }
  }
}
