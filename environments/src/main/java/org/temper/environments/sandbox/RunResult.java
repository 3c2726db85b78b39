package org.temper.environments.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The outcome of a program.
 *
 * @param exit its exit status, 128 + n where signal n ended it; empty where a limit did
 * @param output what it wrote to standard output, cut where it was too long, which is said at the
 *     cut; what is no UTF-8 is replaced
 * @param errors what it wrote to standard error, likewise
 * @param time from its start to its end
 * @param limit the limit that it ran into, if any
 */
public record RunResult(
    OptionalInt exit, String output, String errors, Duration time, Optional<Limit> limit) {

  /** A limit of {@link RunLimits}. */
  public enum Limit {
    /** {@link RunLimits#wallTime}. */
    WALL_TIME,
    /** {@link RunLimits#cpuTime}. */
    CPU_TIME,
    /** {@link RunLimits#memoryBytes}. */
    MEMORY,
    /** {@link RunLimits#processes}. */
    PROCESSES,
    /** {@link RunLimits#fileBytes}. */
    FILE_SIZE,
    /** {@link RunLimits#outputBytes}. */
    OUTPUT
  }

  /** Whether the program ended by itself with exit status 0. */
  public boolean succeeded() {
    return limit.isEmpty() && exit.isPresent() && exit.getAsInt() == 0;
  }
}
