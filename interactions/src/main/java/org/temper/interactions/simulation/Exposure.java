package org.temper.interactions.simulation;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * An exposure of an item to a user, with all that might have been shown in its place: what a log
 * with propensities is made of.
 *
 * @param user the user's id in {@link InteractionSimulator#log}
 * @param item the item's id in it
 * @param time when, in seconds
 * @param watchTime how long it was watched
 * @param click 1 where it was clicked, 0 where it was not
 * @param propensities [K], the probability of each item to be the one that is logged here: 0 for
 *     those that the user was shown before. Where users select, it is that of being shown and taken
 */
public record Exposure(
    int user, int item, long time, double watchTime, int click, ImmutableDoubleArray propensities) {

  /**
   * The probability with which the logged item was drawn.
   *
   * @return above 0
   */
  public double propensity() {
    return propensities.get(item);
  }
}
