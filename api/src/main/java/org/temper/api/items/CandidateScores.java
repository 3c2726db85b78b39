package org.temper.api.items;

import ai.djl.ndarray.NDArray;
import org.temper.api.Scores;

/**
 * The scores that a {@link CandidatePolicy} gives candidates at the position of each scored token.
 * Owns its arrays and frees them on close.
 */
public interface CandidateScores extends Scores {

  /**
   * Log-probability of each candidate given the tokens before its position, in nats.
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
}
