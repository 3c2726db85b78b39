package org.temper.api.items;

import ai.djl.ndarray.NDArray;
import org.temper.api.Differentiable;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;

/**
 * A model that predicts a user's feedback on an item, such as a rating or a share watched, from the
 * user's events before: the learned reward of a recommender. Trained together with next-item
 * prediction, which shapes its states.
 *
 * <p>{@link #score} is for training, with dropout where the model has it. All that gives numbers on
 * the host records no gradients and drops nothing, so that the same sequences get the same numbers.
 */
public interface FeedbackModel extends AutoCloseable {

  /**
   * The trainable parameters.
   *
   * @return the set; empty for a frozen model
   */
  ParameterSet parameters();

  /**
   * The size of the catalog.
   *
   * @return K
   */
  long items();

  /**
   * How many values a state has: one for each expectile it was made for.
   *
   * @return E, at least 1
   */
  int valueCount();

  /**
   * Scores a batch for training.
   *
   * @param batch the sequences
   * @return the scores, to be closed by the caller
   */
  ScoredFeedback score(SequenceBatch batch);

  /**
   * Predicts feedback on candidates at the position of each scored token.
   *
   * @param batch the sequences
   * @param candidates which items
   * @return row-major [B, T, C]; 0 where no token is scored
   */
  float[] feedback(SequenceBatch batch, Candidates candidates);

  /**
   * Predicts feedback on every item, as the one that follows each row of a batch.
   *
   * @param histories the sequences so far
   * @return [B][K]
   */
  float[][] nextFeedback(SequenceBatch histories);

  /**
   * Values of the states in which the scored tokens were chosen.
   *
   * @param batch the sequences
   * @return row-major [B, T, E]; 0 where no token is scored
   */
  float[] values(SequenceBatch batch);

  /** Frees the model's arrays. */
  @Override
  void close();

  /** Scores that a loss can be differentiated through. */
  interface ScoredFeedback extends Differentiable {

    /**
     * Log-probability of each scored token as the next item, in nats.
     *
     * @return float32 [B, T]; 0 where {@link #completionMask()} is false
     */
    NDArray tokenLogProbs();

    /**
     * Predicted feedback on each scored token.
     *
     * @return float32 [B, T]; 0 where {@link #completionMask()} is false
     */
    NDArray feedback();

    /**
     * Values of the states in which the scored tokens were chosen.
     *
     * @return float32 [B, T, E]; 0 where {@link #completionMask()} is false
     */
    NDArray values();

    /**
     * Where the arrays hold a score.
     *
     * @return boolean [B, T]
     */
    NDArray completionMask();
  }
}
