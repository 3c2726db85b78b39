package org.temper.models;

import ai.djl.ndarray.NDManager;

/** Scores a model's states. */
@FunctionalInterface
interface Head {

  /**
   * Scores.
   *
   * @param manager owner of what is kept
   * @param states detached from their graph
   */
  HeadPass score(NDManager manager, Encoding.States states);
}
