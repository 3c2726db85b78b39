package org.temper.api;

import ai.djl.ndarray.NDArray;

/** A reward model that can be trained. */
public interface TrainableRewardModel extends RewardModel {

  /**
   * The trainable parameters.
   *
   * @return the set; empty for a frozen model
   */
  ParameterSet parameters();

  /**
   * Scores sequences for training, with dropout where the model has it.
   *
   * @param batch the sequences; the reward of a row is that of all its tokens, whatever its
   *     completion mask
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     empty or longer than the model can take
   */
  ScoredSequences score(SequenceBatch batch);

  /**
   * Scores sequences as {@link #rewards} does, on the device and in the precision of {@link
   * #score}: without a graph and without dropout. For losses that are only looked at, on held-out
   * data.
   *
   * @param batch the sequences; the reward of a row is that of all its tokens, whatever its
   *     completion mask
   * @return the rewards, to be closed by the caller
   * @throws IllegalArgumentException as {@link #score}
   */
  SequenceScores evaluate(SequenceBatch batch);

  /** Rewards of the sequences of a batch. */
  interface SequenceScores extends Scores {

    /**
     * The rewards.
     *
     * @return float32 [B]
     */
    NDArray rewards();
  }

  /** Rewards that a loss can be differentiated through. */
  interface ScoredSequences extends SequenceScores, Differentiable {}
}
