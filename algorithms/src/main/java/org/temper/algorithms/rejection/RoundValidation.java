package org.temper.algorithms.rejection;

/**
 * Settings of how a round is validated on held-out tasks.
 *
 * @param samples k, the episodes of each held-out task, at least 1
 * @param patience rounds without a better success on held-out tasks after which the run ends, at
 *     least 1
 */
public record RoundValidation(int samples, int patience) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RoundValidation {
    AtLeast.check("validationSamples", 1, samples);
    AtLeast.check("patience", 1, patience);
  }
}
