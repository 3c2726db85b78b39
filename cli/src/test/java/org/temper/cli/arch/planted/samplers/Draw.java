package org.temper.cli.arch.planted.samplers;

/** Breaks no rule; others use it. */
public class Draw {
  /**
   * A number.
   *
   * @return the number
   */
  public int number() {
    return 4;
  }
}
