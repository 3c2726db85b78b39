package org.temper.interactions;

import com.google.common.collect.ImmutableMap;
import org.temper.api.Excerpt;

/**
 * An event that is held out, to see what a recommender that knows the user's events before it makes
 * of it.
 *
 * @param user the user's id
 * @param history the user's events before, in the log's order; some may be of the target's time
 * @param item the item that was met
 * @param time when, in seconds
 * @param feedback what came of it, by the name of the column; NaN where nothing was given
 */
public record Target(
    int user, Events history, int item, long time, ImmutableMap<String, Double> feedback) {

  /**
   * What the recommender is told.
   *
   * @return the user, the history and the time, without the item
   */
  public Query query() {
    return new Query(user, history, time);
  }

  /**
   * What came of the event.
   *
   * @param column the name of a column of feedback
   * @return its value; NaN where nothing was given, see {@link #hasFeedback}
   * @throws IllegalArgumentException if there is no such column
   */
  public double feedback(String column) {
    Double value = feedback.get(column);
    if (value == null) {
      throw new IllegalArgumentException(
          "column: expected one of "
              + Excerpt.ofAll(feedback.keySet())
              + ", got "
              + Excerpt.of(column));
    }
    return value;
  }

  /**
   * Whether feedback was given.
   *
   * @param column the name of a column of feedback
   * @return false where nothing was given, which is not the same as 0
   * @throws IllegalArgumentException if there is no such column
   */
  public boolean hasFeedback(String column) {
    return !Double.isNaN(feedback(column));
  }
}
