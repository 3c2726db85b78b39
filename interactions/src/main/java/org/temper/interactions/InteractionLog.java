package org.temper.interactions;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.stream.IntStream;

/**
 * Who met which item when, and what came of it, in columns. Rows are grouped by user and lie in
 * time order within each; those of one user and time are in an order that is random in a seed.
 *
 * <p>Users and items are known by dense ids, with the names that the source gives them. A part of a
 * log has the same ids as the whole, so that a user or an item may be without events in it; {@link
 * #compacted} gives new ids.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class InteractionLog {
  private final Names users;
  private final Names items;
  private final ImmutableIntArray userIds;
  private final Events events;
  private final int[] starts;

  private InteractionLog(
      Names users, Names items, ImmutableIntArray userIds, Events events, int[] starts) {
    this.users = users;
    this.items = items;
    this.userIds = userIds;
    this.events = events;
    this.starts = starts;
  }

  /**
   * A builder.
   *
   * @param feedbackColumns the names of the columns of feedback, may be none
   * @return a builder without events
   * @throws IllegalArgumentException if a name is given twice
   */
  public static InteractionLogBuilder builder(String... feedbackColumns) {
    return new InteractionLogBuilder(ImmutableList.copyOf(feedbackColumns));
  }

  static InteractionLog sorted(
      Names users, Names items, ImmutableIntArray userIds, Events events, long seed) {
    int[] starts = RowOrder.starts(userIds, users.size());
    int[] rows = RowOrder.byUserAndTime(userIds, starts, events, seed);
    return new InteractionLog(
        users, items, Events.selected(userIds, rows), events.select(rows), starts);
  }

  /**
   * How many events there are.
   *
   * @return the number of rows, at least 0
   */
  public int size() {
    return events.size();
  }

  /**
   * The users.
   *
   * @return their names by id
   */
  public Names users() {
    return users;
  }

  /**
   * The items.
   *
   * @return their names by id
   */
  public Names items() {
    return items;
  }

  /**
   * Who, by row.
   *
   * @return ids of users, ascending
   */
  public ImmutableIntArray userIds() {
    return userIds;
  }

  /**
   * What, when and what came of it, by row.
   *
   * @return the events of all users, one user after the other
   */
  public Events events() {
    return events;
  }

  /**
   * Where a user's rows start.
   *
   * @param user the user's id
   * @return the first row
   * @throws IndexOutOfBoundsException if there is no such user
   */
  public int firstRow(int user) {
    return starts[checkElementIndex(user, users.size(), "user")];
  }

  /**
   * Where a user's rows end.
   *
   * @param user the user's id
   * @return the row after the last, which is the first row where the user has no events
   * @throws IndexOutOfBoundsException if there is no such user
   */
  public int endRow(int user) {
    return starts[checkElementIndex(user, users.size(), "user") + 1];
  }

  /**
   * All of a user's events, in time order; nothing is copied.
   *
   * @param user the user's id
   * @return the events, may be empty
   * @throws IndexOutOfBoundsException if there is no such user
   */
  public Events history(int user) {
    return events.slice(firstRow(user), endRow(user));
  }

  /**
   * A row as something to predict from the rows of its user before it; nothing is copied.
   *
   * @param row the row
   * @return the target
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Target target(int row) {
    int user = userIds.get(checkElementIndex(row, size(), "row"));
    return new Target(
        user,
        events.slice(starts[user], row),
        events.items().get(row),
        events.times().get(row),
        events.feedbackAt(row));
  }

  /**
   * The rows in time order, over all users.
   *
   * @return each row once; those of one time in the log's order
   */
  public ImmutableIntArray rowsByTime() {
    return ImmutableIntArray.copyOf(RowOrder.byTime(events.times()));
  }

  /**
   * How many events each item has.
   *
   * @return a count by the item's id
   */
  public ImmutableIntArray itemCounts() {
    return ImmutableIntArray.copyOf(RowFilters.counts(events.items(), items.size()));
  }

  /**
   * This log with the order of events of one user and time drawn anew.
   *
   * @param seed decides the order; the same order again for the same seed
   * @return a new log
   */
  public InteractionLog withTiesBrokenBy(long seed) {
    return sorted(users, items, userIds, events, seed);
  }

  /**
   * This log with a column of feedback.
   *
   * @param column its name; a column of that name is replaced
   * @param values a finite value for each row
   * @return a new log that shares the other columns
   * @throws IllegalArgumentException if there is not a finite value for each row
   */
  public InteractionLog withFeedback(String column, ImmutableDoubleArray values) {
    for (int row = 0; row < values.length(); row++) {
      checkArgument(
          Double.isFinite(values.get(row)),
          "%s[%s]: expected a finite number, got %s",
          column,
          row,
          values.get(row));
    }
    return withPartialFeedback(column, values);
  }

  /**
   * This log with a column of feedback that some rows lack.
   *
   * @param column its name; a column of that name is replaced
   * @param values a value for each row, not infinite; NaN for a row without
   * @return a new log that shares the other columns
   * @throws IllegalArgumentException if there is not a value for each row, or one is infinite
   */
  public InteractionLog withPartialFeedback(String column, ImmutableDoubleArray values) {
    for (int row = 0; row < values.length(); row++) {
      checkArgument(
          !Double.isInfinite(values.get(row)),
          "%s[%s]: expected a finite number, or NaN for none, got %s",
          column,
          row,
          values.get(row));
    }
    return new InteractionLog(users, items, userIds, events.withFeedback(column, values), starts);
  }

  /**
   * The events whose feedback was given.
   *
   * @param column the name of a column of feedback
   * @return a log with the same ids, perhaps without events
   * @throws IllegalArgumentException if there is no such column
   */
  public InteractionLog havingFeedback(String column) {
    ImmutableDoubleArray values = events.feedback(column);
    boolean[] kept = new boolean[size()];
    for (int row = 0; row < kept.length; row++) {
      kept[row] = !Double.isNaN(values.get(row));
    }
    return keep(kept);
  }

  /**
   * The events of a span of time.
   *
   * @param from the start in seconds, inclusive
   * @param to the end in seconds, exclusive, at least {@code from}
   * @return a log with the same ids, perhaps without events
   * @throws IllegalArgumentException if the span ends before it starts
   */
  public InteractionLog between(long from, long to) {
    checkArgument(from <= to, "to: expected at least %s, got %s", from, to);
    boolean[] kept = new boolean[size()];
    for (int row = 0; row < kept.length; row++) {
      long time = events.times().get(row);
      kept[row] = from <= time && time < to;
    }
    return keep(kept);
  }

  /**
   * One event of each set of like ones.
   *
   * @param rule which are alike, and which of them is kept
   * @return a log with the same ids
   */
  public InteractionLog deduplicated(Duplicates rule) {
    return keep(RowFilters.distinct(this, rule));
  }

  /**
   * The largest part in which each user and each item has at least so many events: those with fewer
   * are dropped, until there are none. Equal user and item count as often as they occur; see {@link
   * #deduplicated}.
   *
   * @param least the least number of events, at least 1
   * @return a compacted log, perhaps without events
   * @throws IllegalArgumentException if {@code least} is below 1
   */
  public InteractionLog kCore(int least) {
    checkArgument(least >= 1, "least: expected at least 1, got %s", least);
    return keep(RowFilters.core(this, least)).compacted();
  }

  /**
   * This log with new ids, in the order of the old, for those users and items alone that have
   * events.
   *
   * @return a new log of the same rows
   */
  public InteractionLog compacted() {
    int[] keptUsers = RowFilters.present(userIds, users.size());
    int[] keptItems = RowFilters.present(events.items(), items.size());
    ImmutableIntArray newUsers = RowFilters.renumbered(userIds, keptUsers, users.size());
    return new InteractionLog(
        users.select(keptUsers),
        items.select(keptItems),
        newUsers,
        events.withItems(RowFilters.renumbered(events.items(), keptItems, items.size())),
        RowOrder.starts(newUsers, keptUsers.length));
  }

  /** The rows that are kept, with the same ids. */
  InteractionLog keep(boolean[] kept) {
    int[] rows = IntStream.range(0, kept.length).filter(row -> kept[row]).toArray();
    ImmutableIntArray keptUsers = Events.selected(userIds, rows);
    return new InteractionLog(
        users, items, keptUsers, events.select(rows), RowOrder.starts(keptUsers, users.size()));
  }
}
