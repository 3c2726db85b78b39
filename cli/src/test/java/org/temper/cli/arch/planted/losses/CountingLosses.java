package org.temper.cli.arch.planted.losses;

/** Has state, and methods of instances. */
public final class CountingLosses {
  private int calls;

  /**
   * Counts.
   *
   * @return calls so far
   */
  public int count() {
    calls++;
    return calls;
  }
}
