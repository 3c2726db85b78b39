package org.temper.api;

import org.temper.api.rollouts.Verifier;

/** A learned judge of whole sequences, as against a {@link Verifier}, which checks. */
public interface RewardModel extends AutoCloseable {

  /**
   * Rewards of sequences. Records no gradients and drops nothing, so that the same sequences get
   * the same rewards; the thread's gradient mode is as it was afterwards.
   *
   * @param batch the sequences
   * @return one reward for each row; larger is better
   */
  double[] rewards(SequenceBatch batch);

  /** Frees the model's arrays. */
  @Override
  void close();
}
