package org.temper.cli.arch.planted.samplers;

import ai.djl.pytorch.engine.PtNDArray;

/** Knows the engine outside models. */
public final class UsesEngine {
  /**
   * The type.
   *
   * @return the engine's array type
   */
  public Class<?> type() {
    return PtNDArray.class;
  }
}
