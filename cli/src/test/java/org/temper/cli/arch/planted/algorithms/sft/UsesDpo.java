package org.temper.cli.arch.planted.algorithms.sft;

import org.temper.cli.arch.planted.algorithms.dpo.Pairs;

/** Uses another algorithm. */
public final class UsesDpo {
  /**
   * Pairs.
   *
   * @return pairs
   */
  public Pairs pairs() {
    return new Pairs();
  }
}
