package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A layer between embedded items and a model's other layers. */
@FunctionalInterface
interface ItemReader {

  /**
   * Nothing is added.
   *
   * @return the items as they are
   */
  static ItemReader plain() {
    return (manager, items) -> items;
  }

  /**
   * Reads.
   *
   * @param items [N, D]
   * @return [N, D], in one graph with the items where gradient mode is on
   */
  NDArray read(NDManager manager, NDArray items);
}
