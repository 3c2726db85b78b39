package org.temper.models.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Map;

/** The named tensors of a model, whose numbers are read a piece at a time. */
public interface TensorSource {

  /**
   * The tensors.
   *
   * @return their shapes by name, in an order that stays
   */
  Map<String, Shape> shapes();

  /**
   * Reads numbers of a tensor.
   *
   * @param tensor its name
   * @param start the index of the first, in row-major order
   * @param count how many, at least 1
   * @param into where they go, from index 0
   * @throws IllegalArgumentException if one of them is not finite; the message names the tensor
   * @throws IOException if they cannot be read
   */
  void read(String tensor, long start, int count, float[] into) throws IOException;

  /**
   * Arrays in memory, on any device.
   *
   * @param name what errors call the model, such as {@code base}
   * @param arrays float32 by name; they stay the caller's
   * @return the source, to be used no longer than the arrays are there
   * @throws IllegalArgumentException if an array is not float32
   */
  static TensorSource of(String name, Map<String, NDArray> arrays) {
    return ArraySource.of(name, arrays);
  }
}
