package org.temper.cli.arch.planted.algorithms.sft;

import ai.djl.training.GradientCollector;

/** Sees a gradient collector. */
public final class SeesCollector {
  /**
   * The type.
   *
   * @return the collector's type
   */
  public Class<?> type() {
    return GradientCollector.class;
  }
}
