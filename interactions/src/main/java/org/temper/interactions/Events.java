package org.temper.interactions;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.function.UnaryOperator;
import org.temper.api.Excerpt;

/**
 * Events in columns: a user's history, or all rows of a log.
 *
 * @param items what was met, an id each
 * @param times when, in seconds, as long as {@code items}
 * @param feedback what came of it, by the name of the column, each as long as {@code items}; NaN
 *     where nothing was given
 */
public record Events(
    ImmutableIntArray items,
    ImmutableLongArray times,
    ImmutableMap<String, ImmutableDoubleArray> feedback) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if the columns are not of one length
   */
  public Events {
    checkArgument(
        times.length() == items.length(),
        "times: expected %s, one for each item, got %s",
        items.length(),
        times.length());
    feedback.forEach((name, values) -> checkLength(name, values, items.length()));
  }

  /**
   * How many there are.
   *
   * @return at least 0
   */
  public int size() {
    return items.length();
  }

  /**
   * A column of feedback.
   *
   * @param column its name
   * @return a value for each event; NaN for one that nothing was given for, see {@link
   *     #hasFeedback}
   * @throws IllegalArgumentException if there is no such column
   */
  public ImmutableDoubleArray feedback(String column) {
    ImmutableDoubleArray values = feedback.get(column);
    if (values == null) {
      throw new IllegalArgumentException(
          "column: expected one of "
              + Excerpt.ofAll(feedback.keySet())
              + ", got "
              + Excerpt.of(column));
    }
    return values;
  }

  /**
   * Whether an event's feedback was given.
   *
   * @param column the name of a column of feedback
   * @param event the event's index
   * @return false where nothing was given, which is not the same as 0
   * @throws IllegalArgumentException if there is no such column
   * @throws IndexOutOfBoundsException if there is no such event
   */
  public boolean hasFeedback(String column, int event) {
    return !Double.isNaN(feedback(column).get(event));
  }

  /**
   * Some events in a row; nothing is copied.
   *
   * @param from the first
   * @param to the end, exclusive
   * @return the events
   * @throws IndexOutOfBoundsException if there are no such events
   */
  public Events slice(int from, int to) {
    return new Events(
        items.subArray(from, to),
        times.subArray(from, to),
        mapped(values -> values.subArray(from, to)));
  }

  /**
   * The most recent events; nothing is copied.
   *
   * @param count the most that are wanted, at least 0
   * @return the last {@code count} events, or all where there are fewer
   * @throws IllegalArgumentException if {@code count} is below 0
   */
  public Events last(int count) {
    checkArgument(count >= 0, "count: expected at least 0, got %s", count);
    return slice(Math.max(0, size() - count), size());
  }

  /** One event's feedback by column. */
  ImmutableMap<String, Double> feedbackAt(int event) {
    return ImmutableMap.copyOf(Maps.transformValues(feedback, values -> values.get(event)));
  }

  /** The given events, in the given order, copied. */
  Events select(int[] rows) {
    return new Events(
        selected(items, rows), selected(times, rows), mapped(values -> selected(values, rows)));
  }

  /** These events with other ids of items. */
  Events withItems(ImmutableIntArray renumbered) {
    return new Events(renumbered, times, feedback);
  }

  /** These events with a column of feedback, which takes the place of one of the same name. */
  Events withFeedback(String column, ImmutableDoubleArray values) {
    checkLength(column, values, size());
    return new Events(
        items,
        times,
        ImmutableMap.<String, ImmutableDoubleArray>builder()
            .putAll(feedback)
            .put(column, values)
            .buildKeepingLast());
  }

  static ImmutableIntArray selected(ImmutableIntArray values, int[] rows) {
    ImmutableIntArray.Builder selected = ImmutableIntArray.builder(rows.length);
    for (int row : rows) {
      selected.add(values.get(row));
    }
    return selected.build();
  }

  private static ImmutableLongArray selected(ImmutableLongArray values, int[] rows) {
    ImmutableLongArray.Builder selected = ImmutableLongArray.builder(rows.length);
    for (int row : rows) {
      selected.add(values.get(row));
    }
    return selected.build();
  }

  private static ImmutableDoubleArray selected(ImmutableDoubleArray values, int[] rows) {
    ImmutableDoubleArray.Builder selected = ImmutableDoubleArray.builder(rows.length);
    for (int row : rows) {
      selected.add(values.get(row));
    }
    return selected.build();
  }

  private ImmutableMap<String, ImmutableDoubleArray> mapped(
      UnaryOperator<ImmutableDoubleArray> change) {
    return ImmutableMap.copyOf(Maps.transformValues(feedback, change::apply));
  }

  private static void checkLength(String column, ImmutableDoubleArray values, int length) {
    checkArgument(
        values.length() == length,
        "%s: expected %s values, one for each event, got %s",
        column,
        length,
        values.length());
  }
}
