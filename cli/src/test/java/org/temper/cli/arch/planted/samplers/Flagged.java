package org.temper.cli.arch.planted.samplers;

/** Has a flag in a signature. */
public final class Flagged {
  /**
   * Draws.
   *
   * @param greedy a flag
   * @return a number
   */
  public int draw(boolean greedy) {
    return greedy ? 1 : 0;
  }
}
