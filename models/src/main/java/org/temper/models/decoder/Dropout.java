package org.temper.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import org.temper.models.scoring.TokenLayout;

/** Masks of what a pass drops of its activations. */
interface Dropout {
  /** Nothing. */
  Dropout NONE = (scope, layout, count) -> Collections.nCopies(count, scope.create(new Shape(0)));

  /**
   * What activations are multiplied by.
   *
   * @param scope owner of the masks
   * @param layout the batch, as it is laid out
   * @param count how many masks
   * @return float32 [N, width] of 0 and 1 / (1 − dropout), or empty where nothing is dropped
   */
  List<NDArray> masks(NDManager scope, TokenLayout layout, int count);
}
