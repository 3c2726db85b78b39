package org.temper.api.items;

import ai.djl.ndarray.NDArray;
import org.temper.api.ScoredBatch;

/** Scores of candidates that a loss can be differentiated through; see {@link ScoredBatch}. */
public interface ScoredCandidates extends CandidateScores {

  /**
   * Adds the loss's gradient to the gradients of the policy's parameters. May be called once.
   *
   * @param loss a scalar computed from {@link #logProbs()}
   * @throws IllegalArgumentException if the loss is not a scalar
   * @throws IllegalStateException if called a second time
   */
  void backward(NDArray loss);
}
