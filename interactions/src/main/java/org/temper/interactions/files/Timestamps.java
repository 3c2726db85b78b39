package org.temper.interactions.files;

/** The unit that a file counts time in, since 1970; times are cut down to whole seconds. */
public enum Timestamps {
  /** Seconds. */
  SECONDS(1),
  /** Milliseconds. */
  MILLISECONDS(1_000),
  /** Microseconds. */
  MICROSECONDS(1_000_000),
  /** Nanoseconds. */
  NANOSECONDS(1_000_000_000);

  private final long perSecond;

  Timestamps(long perSecond) {
    this.perSecond = perSecond;
  }

  long perSecond() {
    return perSecond;
  }

  /** Whole seconds, rounded down. */
  long seconds(long time) {
    return Math.floorDiv(time, perSecond);
  }
}
