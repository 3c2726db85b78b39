package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * A model that estimates the expected return from each state. Index t is the value of the state in
 * which token t was chosen: it depends on the tokens before t alone.
 */
public interface ValueModel extends AutoCloseable {

  /**
   * The trainable parameters.
   *
   * @return the set
   */
  ParameterSet parameters();

  /**
   * The most tokens that a sequence may have, where the model has a limit.
   *
   * @return the limit, or {@link Integer#MAX_VALUE}
   */
  default int maxLength() {
    return Integer.MAX_VALUE;
  }

  /**
   * Estimates values for training.
   *
   * @param batch the sequences
   * @return the estimates, to be closed by the caller
   */
  ValuedBatch estimate(SequenceBatch batch);

  /**
   * Estimates values without recording gradients.
   *
   * @param batch the sequences
   * @return row-major [B, T]; 0 where the batch's completion mask is false, and in the first column
   */
  float[] values(SequenceBatch batch);

  /** Frees the model's arrays. */
  @Override
  void close();

  /** Values that a loss can be differentiated through. */
  interface ValuedBatch extends Differentiable {
    /**
     * The values.
     *
     * @return float32 [B, T], 0 where the batch's completion mask is false
     */
    NDArray values();
  }
}
