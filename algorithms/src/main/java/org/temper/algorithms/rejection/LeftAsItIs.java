package org.temper.algorithms.rejection;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.temper.api.Stateful;

/** A part of a trainer that a checkpoint holds and that is not to be restored from it. */
record LeftAsItIs() implements Stateful {

  @Override
  public Map<String, NDArray> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, NDArray> values) {}
}
