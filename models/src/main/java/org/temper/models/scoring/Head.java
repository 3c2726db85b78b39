package org.temper.models.scoring;

import ai.djl.ndarray.NDManager;

/** A function from a model's states to scores. */
@FunctionalInterface
public interface Head {

  /**
   * Scores.
   *
   * @param manager owner of what is kept
   * @param states detached from their graph
   */
  HeadPass score(NDManager manager, Encoding.States states);
}
