package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.data.BatchConfig;

/**
 * Settings of how a mixture's sources become batches.
 *
 * @param batches how many examples an update sees, and how many of them at once; its window and
 *     last batch have no effect, as a mixture has no end and keeps its order
 * @param unit what the weights are shares of
 * @param updates updates of the run, at least 1: what tells in advance whether a source would run
 *     dry
 * @param whenDry what becomes of a source that would be gone through more often than it may
 */
public record MixtureConfig(BatchConfig batches, Unit unit, long updates, WhenDry whenDry) {

  /** What weights are shares of. */
  public enum Unit {
    /** Each example counts once, however long. */
    EXAMPLES,
    /** An example counts as many times as it has tokens. */
    TOKENS
  }

  /** What becomes of a source that would be gone through more often than it may. */
  public enum WhenDry {
    /** An error before training. */
    ERROR,
    /**
     * Before training, its weight is lowered to what it can give, and the others' raised in
     * proportion.
     */
    REWEIGHT
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@code updates} is below 1
   */
  public MixtureConfig {
    checkArgument(updates >= 1, "updates: expected at least 1, got %s", updates);
  }

  /**
   * A mixture by examples, in which a source that would run dry is an error.
   *
   * @param batches how many examples an update sees
   * @param updates updates of the run, at least 1
   * @return the configuration
   */
  public static MixtureConfig of(BatchConfig batches, long updates) {
    return new MixtureConfig(batches, Unit.EXAMPLES, updates, WhenDry.ERROR);
  }

  /**
   * This configuration with weights of another unit.
   *
   * @param value what weights are shares of
   * @return a new configuration
   */
  public MixtureConfig withUnit(Unit value) {
    return new MixtureConfig(batches, value, updates, whenDry);
  }

  /**
   * This configuration with another rule for a source that would run dry.
   *
   * @param value the rule
   * @return a new configuration
   */
  public MixtureConfig withWhenDry(WhenDry value) {
    return new MixtureConfig(batches, unit, updates, value);
  }
}
