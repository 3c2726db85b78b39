package org.temper.environments.sandbox;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * The limits of what one program may use.
 *
 * @param wallTime the longest that it may take
 * @param cpuTime the most processor time that it may use
 * @param memoryBytes the most memory of all its processes
 * @param processes the most processes and threads
 * @param fileBytes the most bytes of a file that it writes
 * @param outputBytes the most bytes that are kept of each of standard output and standard error
 */
public record RunLimits(
    Duration wallTime,
    Duration cpuTime,
    long memoryBytes,
    int processes,
    long fileBytes,
    int outputBytes) {
  private static final RunLimits DEFAULTS =
      new RunLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(5), 512L << 20, 32, 16L << 20, 64 << 10);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not above 0
   */
  public RunLimits {
    checkArgument(
        wallTime.compareTo(Duration.ZERO) > 0,
        "wallTime: expected a duration above 0, got %s",
        wallTime);
    checkArgument(
        cpuTime.compareTo(Duration.ZERO) > 0,
        "cpuTime: expected a duration above 0, got %s",
        cpuTime);
    checkArgument(memoryBytes > 0, "memoryBytes: expected above 0, got %s", memoryBytes);
    checkArgument(processes > 0, "processes: expected above 0, got %s", processes);
    checkArgument(fileBytes > 0, "fileBytes: expected above 0, got %s", fileBytes);
    checkArgument(outputBytes > 0, "outputBytes: expected above 0, got %s", outputBytes);
  }

  /**
   * The usual limits: 5 s of wall time and of processor time, 512 MiB of memory, 32 processes,
   * files of 16 MiB, 64 KiB of output.
   *
   * @return the limits
   */
  public static RunLimits defaults() {
    return DEFAULTS;
  }
}
