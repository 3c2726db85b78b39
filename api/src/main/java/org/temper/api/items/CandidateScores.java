package org.temper.api.items;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What an {@link ItemPolicy} says of candidates in the place of each scored token. Owns its arrays
 * and frees them on close.
 */
public interface CandidateScores extends AutoCloseable {

  /**
   * Log-probability of each candidate given the tokens before its place, in nats.
   *
   * @return float32 [B, T, C], at most 0; 0 where {@link #completionMask()} is false
   */
  NDArray logProbs();

  /**
   * Where the batch is scored.
   *
   * @return boolean [B, T]
   */
  NDArray completionMask();

  /**
   * Owner of these arrays, and of whatever is computed from them and should be freed with them.
   *
   * @return the manager, on the policy's device
   */
  NDManager manager();

  /** Frees the arrays. */
  @Override
  void close();
}
