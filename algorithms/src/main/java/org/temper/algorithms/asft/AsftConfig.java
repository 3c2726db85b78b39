package org.temper.algorithms.asft;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of A-SFT and its family.
 *
 * @param weighting how much each action is imitated
 * @param effectiveShareWarning the trainer warns, once, when the effective sample size of an
 *     update's weights is below this share of its tokens; from 0, which never warns, to 1
 */
public record AsftConfig(Weighting weighting, double effectiveShareWarning) {

  /** Checks the number. */
  public AsftConfig {
    checkArgument(
        effectiveShareWarning >= 0 && effectiveShareWarning <= 1,
        "effectiveShareWarning: expected from 0 to 1, got %s",
        effectiveShareWarning);
  }

  /**
   * A weighting, with a warning below a tenth.
   *
   * @param weighting how much each action is imitated
   * @return the settings
   */
  public static AsftConfig of(Weighting weighting) {
    return new AsftConfig(weighting, 0.1);
  }

  /**
   * A-SFT with β of one unit of the rewards, which suits standardized ones, and a cap of 5.
   *
   * @return the settings
   */
  public static AsftConfig defaults() {
    return of(Weighting.advantageWeighted(1, 5));
  }
}
