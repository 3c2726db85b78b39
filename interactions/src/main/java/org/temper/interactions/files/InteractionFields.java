package org.temper.interactions.files;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;

/**
 * The columns of a file to look in; its other columns are left alone.
 *
 * @param user the column of the user
 * @param item the column of the item
 * @param time the column of the time
 * @param feedback the columns of feedback, which keep their names in the log; may be none
 */
public record InteractionFields(String user, String item, String time, List<String> feedback) {

  /**
   * Copies the names.
   *
   * @throws IllegalArgumentException if a column is named twice
   */
  public InteractionFields {
    feedback = ImmutableList.copyOf(feedback);
    List<String> all = columns(user, item, time, feedback);
    checkArgument(
        new HashSet<>(all).size() == all.size(), "fields: expected different ones, got %s", all);
  }

  /**
   * Columns by name.
   *
   * @param user the column of the user
   * @param item the column of the item
   * @param time the column of the time
   * @param feedback the columns of feedback, may be none
   * @return the fields
   * @throws IllegalArgumentException if a column is named twice
   */
  public static InteractionFields of(String user, String item, String time, String... feedback) {
    return new InteractionFields(user, item, time, ImmutableList.copyOf(feedback));
  }

  /**
   * The columns of MovieLens' {@code ratings.csv}.
   *
   * @return userId, movieId, timestamp and the feedback rating
   */
  public static InteractionFields movieLens() {
    return of("userId", "movieId", "timestamp", "rating");
  }

  /** All columns: user, item, time, then feedback. */
  List<String> all() {
    return columns(user, item, time, feedback);
  }

  private static List<String> columns(
      String user, String item, String time, List<String> feedback) {
    return ImmutableList.<String>builder().add(user, item, time).addAll(feedback).build();
  }
}
