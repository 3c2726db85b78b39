package org.temper.models.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * The running means of one parameter, and how many updates it has had.
 *
 * @param reached of a parameter that is updated by rows, the update that last reached each, int64
 *     [K]
 */
record Moments(NDArray mean, NDArray square, NDArray steps, @Nullable NDArray reached) {

  static Moments ofAll(NDManager manager, Shape shape) {
    return new Moments(manager.zeros(shape), manager.zeros(shape), manager.create(0f), null);
  }

  static Moments ofRows(NDManager manager, Shape shape) {
    NDArray reached = manager.zeros(new Shape(shape.get(0)), DataType.INT64);
    return new Moments(manager.zeros(shape), manager.zeros(shape), manager.create(0f), reached);
  }

  void putInto(ImmutableMap.Builder<String, NDArray> state, String name) {
    state.put("mean." + name, mean);
    state.put("square." + name, square);
    state.put("steps." + name, steps);
    if (reached != null) {
      state.put("reached." + name, reached);
    }
  }
}
