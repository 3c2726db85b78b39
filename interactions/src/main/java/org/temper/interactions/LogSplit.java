package org.temper.interactions;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;

/**
 * Events to train on, targets to choose by and targets to report. A target's history is all of its
 * user's events before it, those that are targets themselves among them.
 *
 * @param train the events to train on, with the ids of the whole log
 * @param validation the targets to choose by, grouped by user, in time order within each
 * @param test the targets to report, in the same order
 * @param usersWithoutTarget how many users with events have no test target
 * @param eventsWithoutHistory how many events are neither trained on nor targets, because their
 *     user has none before
 */
public record LogSplit(
    InteractionLog train,
    List<Target> validation,
    List<Target> test,
    int usersWithoutTarget,
    int eventsWithoutHistory) {

  /** Copies the targets. */
  public LogSplit {
    validation = ImmutableList.copyOf(validation);
    test = ImmutableList.copyOf(test);
  }

  /**
   * Holds out the last events of each user.
   *
   * <p>What other users did after a target is trained on: fit for comparing methods, not for what a
   * method would have done at that time; see {@link #atTime}.
   *
   * @param log the log
   * @param heldOut how many
   * @return the split; users with too few events are trained on alone
   */
  public static LogSplit leaveLastOut(InteractionLog log, HeldOut heldOut) {
    ImmutableList.Builder<Target> validation = ImmutableList.builder();
    ImmutableList.Builder<Target> test = ImmutableList.builder();
    boolean[] train = new boolean[log.size()];
    int without = 0;
    for (int user = 0; user < log.users().size(); user++) {
      int end = log.endRow(user);
      int events = end - log.firstRow(user);
      int testFrom = end - heldOut.testOf(events);
      int validationFrom = testFrom - heldOut.validationOf(events);
      for (int row = log.firstRow(user); row < end; row++) {
        if (row < validationFrom) {
          train[row] = true;
        } else {
          (row < testFrom ? validation : test).add(log.target(row));
        }
      }
      without += events > 0 && testFrom == end ? 1 : 0;
    }
    return new LogSplit(log.keep(train), validation.build(), test.build(), without, 0);
  }

  /**
   * Trains on what was before a time, and holds out what came after. A user's first event is no
   * target, for there is nothing to know the user by.
   *
   * @param log the log
   * @param validationFrom the time of the first validation targets, in seconds; events before are
   *     trained on
   * @param testFrom the time of the first test targets, in seconds, at least {@code validationFrom}
   * @return the split
   * @throws IllegalArgumentException if {@code testFrom} is before {@code validationFrom}
   */
  public static LogSplit atTime(InteractionLog log, long validationFrom, long testFrom) {
    checkArgument(
        validationFrom <= testFrom,
        "testFrom: expected at least %s, got %s",
        validationFrom,
        testFrom);
    ImmutableLongArray times = log.events().times();
    ImmutableList.Builder<Target> validation = ImmutableList.builder();
    ImmutableList.Builder<Target> test = ImmutableList.builder();
    int usersWithoutTarget = 0;
    int eventsWithoutHistory = 0;
    for (int user = 0; user < log.users().size(); user++) {
      boolean targeted = false;
      for (int row = log.firstRow(user); row < log.endRow(user); row++) {
        long time = times.get(row);
        if (time < validationFrom) {
          continue;
        }
        if (row == log.firstRow(user)) {
          eventsWithoutHistory++;
        } else {
          (time < testFrom ? validation : test).add(log.target(row));
          targeted |= time >= testFrom;
        }
      }
      usersWithoutTarget += !targeted && log.endRow(user) > log.firstRow(user) ? 1 : 0;
    }
    return new LogSplit(
        log.between(0, Math.max(0, validationFrom)),
        validation.build(),
        test.build(),
        usersWithoutTarget,
        eventsWithoutHistory);
  }
}
