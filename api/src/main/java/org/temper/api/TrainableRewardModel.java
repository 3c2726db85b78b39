package org.temper.api;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A reward model that can be trained. */
public interface TrainableRewardModel extends RewardModel {

  /**
   * The trainable parameters.
   *
   * @return the set; empty for a frozen model
   */
  ParameterSet parameters();

  /**
   * Scores sequences for training.
   *
   * @param batch the sequences; the reward of a row is that of all its tokens, whatever its
   *     completion mask
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     empty or longer than the model can take
   */
  ScoredSequences score(SequenceBatch batch);

  /** Rewards that a loss can be differentiated through; see {@link ScoredBatch}. */
  interface ScoredSequences extends AutoCloseable {

    /**
     * The rewards.
     *
     * @return float32 [B]
     */
    NDArray rewards();

    /**
     * Owner of the rewards, and of whatever is computed from them and should be freed with them.
     *
     * @return the manager, on the model's device
     */
    NDManager manager();

    /**
     * Adds the loss's gradient to the gradients of the model's parameters. May be called once.
     *
     * @param loss a scalar computed from these rewards
     */
    void backward(NDArray loss);

    /** Frees the rewards and their graph. */
    @Override
    void close();
  }
}
