package org.temper.interactions.feedback;

import org.temper.interactions.Query;

/** A predictor of what comes of showing an item. */
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
