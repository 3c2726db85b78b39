package org.temper.algorithms.calibration;

/**
 * Settings of a {@link CalibrationTrainer}.
 *
 * @param objective what is descended
 * @param reference what holds the model to its reference on the answers
 */
public record CalibrationConfig(CalibrationObjective objective, ReferenceTerm reference) {

  /**
   * The cross-entropy of "no" and "yes", with a Jensen–Shannon term of coefficient 1.
   *
   * @return the configuration
   */
  public static CalibrationConfig defaults() {
    return new CalibrationConfig(
        CalibrationObjective.crossEntropy(), ReferenceTerm.jensenShannon(1));
  }

  /**
   * With another objective.
   *
   * @param other what is descended
   * @return a new configuration
   */
  public CalibrationConfig withObjective(CalibrationObjective other) {
    return new CalibrationConfig(other, reference);
  }

  /**
   * With another term.
   *
   * @param other what holds the model to its reference
   * @return a new configuration
   */
  public CalibrationConfig withReference(ReferenceTerm other) {
    return new CalibrationConfig(objective, other);
  }
}
