package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Map;

/** An object whose arrays a checkpoint carries. */
public interface Stateful {

  /**
   * The arrays, by name.
   *
   * @return live arrays, still owned by this object; not to be changed or closed by the caller
   */
  Map<String, NDArray> state();

  /**
   * Copies values into the arrays, on whatever device they are.
   *
   * @param values the values, by name
   * @throws IllegalArgumentException if a name is missing or unknown, or a shape or type differs;
   *     nothing is changed then
   */
  default void restore(Map<String, NDArray> values) {
    Map<String, NDArray> state = state();
    checkArgument(
        state.keySet().equals(values.keySet()),
        "values: expected the arrays %s, got %s",
        Excerpt.ofAll(state.keySet()),
        Excerpt.ofAll(values.keySet()));
    values.forEach(
        (name, value) -> {
          NDArray array = state.get(name);
          checkArgument(
              array != null
                  && array.getShape().equals(value.getShape())
                  && array.getDataType() == value.getDataType(),
              "values[%s]: expected %s of %s, got %s of %s",
              name,
              array == null ? "nothing" : array.getDataType(),
              array == null ? "that name" : array.getShape(),
              value.getDataType(),
              value.getShape());
        });
    state.forEach(
        (name, array) -> {
          NDArray value = requireNonNull(values.get(name));
          // An array that records gradients refuses to be written to on a thread that records them.
          boolean recordsGradients = array.hasGradient();
          if (recordsGradients) {
            array.setRequiresGradient(false);
          }
          copy(value, array);
          if (recordsGradients) {
            array.setRequiresGradient(true);
          }
        });
  }

  /**
   * Copies into the memory that is there. {@code copyTo} would leave the array in a buffer of the
   * Java heap's limits, and makes libtorch warn of what DJL does there.
   */
  private static void copy(NDArray value, NDArray array) {
    if (array.getShape().dimension() > 0) {
      array.set(new NDIndex("..."), value);
      return;
    }
    try (NDArray one = value.reshape(1);
        NDArray view = array.reshape(1)) {
      view.set(new NDIndex("..."), one);
    }
  }
}
