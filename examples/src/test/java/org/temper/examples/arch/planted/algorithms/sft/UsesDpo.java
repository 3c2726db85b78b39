package org.temper.examples.arch.planted.algorithms.sft;

import org.temper.examples.arch.planted.algorithms.dpo.Pairs;

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
