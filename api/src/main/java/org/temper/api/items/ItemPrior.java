package org.temper.api.items;

/**
 * Prior knowledge of every item, before a user's history is looked at, that changes with time:
 * logits that a recommender adds to its own, such as the logarithm of recent popularity.
 *
 * <p>It is asked for the times of a few positions at once, so that no table over all times need be
 * held. It is asked from one thread at a time.
 */
public interface ItemPrior {

  /**
   * The size of the catalog.
   *
   * @return K
   */
  int items();

  /**
   * What is known at a time.
   *
   * @param time seconds since the epoch, any
   * @return a finite logit for each item, [K], not to be changed by the caller; always the same for
   *     the same time
   */
  float[] logits(long time);

  /**
   * A prior that is a table.
   *
   * @param starts when each row of logits begins to hold, ascending, in seconds since the epoch;
   *     the first also holds before. Not copied, and not to be changed afterwards
   * @param logits finite, one row for each start, [Q][K]; not copied either
   * @return the prior
   * @throws IllegalArgumentException if there is no row, not one for each start, the starts do not
   *     ascend, or a row is of another size or not finite
   */
  static ItemPrior table(long[] starts, float[][] logits) {
    return new PriorTable(starts, logits);
  }
}
