package org.temper.interactions;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The number of a user's last events that are held out. The very last are test targets, those
 * before them validation targets. A user without enough events for all has fewer of both, test
 * targets first, and with fewer than {@code leastTraining + 2} events none.
 *
 * @param validation the most validation targets of a user, at least 1
 * @param test the most test targets of a user, at least 1
 * @param leastTraining the fewest events of a user with targets that are left to train on, at least
 *     1
 */
public record HeldOut(int validation, int test, int leastTraining) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is below 1
   */
  public HeldOut {
    checkArgument(validation >= 1, "validation: expected at least 1, got %s", validation);
    checkArgument(test >= 1, "test: expected at least 1, got %s", test);
    checkArgument(leastTraining >= 1, "leastTraining: expected at least 1, got %s", leastTraining);
  }

  /**
   * The usual protocol: one test target, one validation target, at least one event to train on.
   *
   * @return the configuration
   */
  public static HeldOut last() {
    return new HeldOut(1, 1, 1);
  }

  /** How many test targets a user of so many events has. */
  int testOf(int events) {
    int spare = events - leastTraining;
    return spare < 2 ? 0 : Math.min(test, spare - 1);
  }

  /** How many validation targets a user of so many events has. */
  int validationOf(int events) {
    int spare = events - leastTraining;
    return spare < 2 ? 0 : Math.min(validation, spare - testOf(events));
  }
}
