package org.temper.interactions.simulation;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The sizes of a simulation: how much there is of everything.
 *
 * @param users how many users, at least 1
 * @param items how many items, at least twice {@code eventsPerUser}
 * @param eventsPerUser how many events a user has on average, from half to one and a half of it, at
 *     least 2
 * @param days the length of the log, at least 1; events are spread evenly over it
 * @param dimensions of taste, at least 2
 */
public record Population(int users, int items, int eventsPerUser, int days, int dimensions) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Population {
    checkArgument(users >= 1, "users: expected at least 1, got %s", users);
    checkArgument(eventsPerUser >= 2, "eventsPerUser: expected at least 2, got %s", eventsPerUser);
    checkArgument(
        items / 2 >= eventsPerUser,
        "items: expected at least twice the events of a user, %s, got %s",
        2L * eventsPerUser,
        items);
    checkArgument(days >= 1, "days: expected at least 1, got %s", days);
    checkArgument(dimensions >= 2, "dimensions: expected at least 2, got %s", dimensions);
  }

  /**
   * What a small model learns from in about a minute: 1,000 users, 400 items, 30 events a user over
   * 60 days, 4 dimensions of taste.
   *
   * @return the population
   */
  public static Population small() {
    return new Population(1000, 400, 30, 60, 4);
  }
}
