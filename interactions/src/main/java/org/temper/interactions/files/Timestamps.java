package org.temper.interactions.files;

/** The unit that a file counts time in, since 1970. */
public enum Timestamps {
  /** Seconds. */
  SECONDS(1),
  /** Milliseconds, which are cut down to whole seconds. */
  MILLISECONDS(1000);

  private final int perSecond;

  Timestamps(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whole seconds, rounded down. */
  long seconds(long time) {
    return Math.floorDiv(time, perSecond);
  }
}
