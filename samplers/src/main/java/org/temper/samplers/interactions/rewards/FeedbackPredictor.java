package org.temper.samplers.interactions.rewards;

import org.temper.samplers.interactions.Query;

/** Predicts what comes of showing an item. */
@FunctionalInterface
public interface FeedbackPredictor {

  /**
   * A prediction.
   *
   * @param query the user, what the user met before, and when
   * @param item the item's id
   * @return the feedback that is expected
   */
  double predict(Query query, int item);
}
