package org.temper.interactions;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A builder of logs: it gathers events in any order and makes a log of them. Users and items get
 * ids as they come.
 */
public final class InteractionLogBuilder {
  private final ImmutableList<String> columns;
  private final Map<String, Integer> users = new LinkedHashMap<>();
  private final Map<String, Integer> items = new LinkedHashMap<>();
  private final ImmutableIntArray.Builder userIds = ImmutableIntArray.builder();
  private final ImmutableIntArray.Builder itemIds = ImmutableIntArray.builder();
  private final ImmutableLongArray.Builder times = ImmutableLongArray.builder();
  private final List<ImmutableDoubleArray.Builder> feedback;

  InteractionLogBuilder(List<String> columns) {
    checkArgument(
        new HashSet<>(columns).size() == columns.size(),
        "columns: expected different names, got %s",
        columns);
    this.columns = ImmutableList.copyOf(columns);
    this.feedback = this.columns.stream().map(column -> ImmutableDoubleArray.builder()).toList();
  }

  /**
   * Makes a user known who may have no event.
   *
   * @param name the user's name
   * @return this
   * @throws IllegalArgumentException if the name is empty, or has a line break or a control
   *     character in it
   */
  public InteractionLogBuilder addUser(String name) {
    id(users, "user", name);
    return this;
  }

  /**
   * Makes an item known that may have no event.
   *
   * @param name the item's name
   * @return this
   * @throws IllegalArgumentException if the name is empty, or has a line break or a control
   *     character in it
   */
  public InteractionLogBuilder addItem(String name) {
    id(items, "item", name);
    return this;
  }

  /**
   * Adds an event.
   *
   * @param user the user's name
   * @param item the item's name
   * @param time when, in seconds, at least 0
   * @param values the feedback, a finite value for each column
   * @return this
   * @throws IllegalArgumentException if a name is not one (see {@link Names#fault}), the time is
   *     below 0, or the feedback is not a finite value for each column; nothing is added then
   */
  public InteractionLogBuilder add(String user, String item, long time, double... values) {
    checkArgument(time >= 0, "time: expected at least 0, got %s", time);
    checkArgument(
        values.length == columns.size(),
        "values: expected %s, one for each of %s, got %s",
        columns.size(),
        columns,
        values.length);
    for (int i = 0; i < values.length; i++) {
      checkFinite(columns.get(i), values[i]);
    }
    return addRow(user, item, time, values);
  }

  /**
   * Adds an event of which the feedback is given in some columns.
   *
   * @param user the user's name
   * @param item the item's name
   * @param time when, in seconds, at least 0
   * @param values what is given, finite, by the name of the column; may be nothing
   * @return this
   * @throws IllegalArgumentException if a name is not one (see {@link Names#fault}), the time is
   *     below 0, or the feedback is not finite or of no column of the log; nothing is added then
   */
  public InteractionLogBuilder add(
      String user, String item, long time, Map<String, Double> values) {
    checkArgument(time >= 0, "time: expected at least 0, got %s", time);
    values.forEach(
        (column, value) -> {
          checkArgument(
              columns.contains(column), "values: expected some of %s, got %s", columns, column);
          checkFinite(column, value);
        });
    return addRow(
        user,
        item,
        time,
        columns.stream().mapToDouble(column -> values.getOrDefault(column, Double.NaN)).toArray());
  }

  private InteractionLogBuilder addRow(String user, String item, long time, double[] values) {
    checkName("item", item);
    userIds.add(id(users, "user", user));
    itemIds.add(id(items, "item", item));
    times.add(time);
    for (int i = 0; i < values.length; i++) {
      feedback.get(i).add(values[i]);
    }
    return this;
  }

  /**
   * Makes the log.
   *
   * @param seed decides the order of a user's events of one time
   * @return the log, perhaps without an event
   */
  public InteractionLog build(long seed) {
    ImmutableMap.Builder<String, ImmutableDoubleArray> named = ImmutableMap.builder();
    for (int i = 0; i < columns.size(); i++) {
      named.put(columns.get(i), feedback.get(i).build());
    }
    return InteractionLog.sorted(
        Names.of(users.keySet()),
        Names.of(items.keySet()),
        userIds.build(),
        new Events(itemIds.build(), times.build(), named.buildOrThrow()),
        seed);
  }

  private static void checkFinite(String column, double value) {
    checkArgument(Double.isFinite(value), "%s: expected a finite number, got %s", column, value);
  }

  private static int id(Map<String, Integer> ids, String argument, String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    checkName(argument, name);
    ids.put(name, ids.size());
    return ids.size() - 1;
  }

  private static void checkName(String argument, String name) {
    Names.fault(name)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(argument + ": " + fault);
            });
  }
}
