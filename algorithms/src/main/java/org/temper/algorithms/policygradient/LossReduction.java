package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.Reductions;

/** From the losses of a micro-batch's tokens to its share of an update's loss. */
@FunctionalInterface
public interface LossReduction {

  /**
   * What an update is divided by, over all its micro-batches.
   *
   * @param tokens tokens that the policy produced
   * @param sequences completions with at least one token
   * @param microBatches how many parts the update has
   */
  record Normalizer(double tokens, double sequences, double microBatches) {}

  /**
   * A micro-batch's share.
   *
   * @param values one number a token, [B, T]
   * @param mask true for each token to count, boolean [B, T]
   * @param normalizer counts over the whole update
   * @return a scalar
   */
  NDArray reduce(NDArray values, NDArray mask, Normalizer normalizer);

  /**
   * Every token of the update weighs the same, as in DAPO and PPO.
   *
   * @return the reduction
   */
  static LossReduction tokenMean() {
    return (values, mask, normalizer) -> Reductions.tokenMean(values, mask, normalizer.tokens());
  }

  /**
   * Every token of a micro-batch weighs the same, and so does every micro-batch, as in BNPO: the
   * normalizer is the batch that happens to be at hand.
   *
   * @return the reduction
   */
  static LossReduction localTokenMean() {
    return (values, mask, normalizer) ->
        Reductions.mean(Reductions.tokenMean(values, mask), normalizer.microBatches());
  }

  /**
   * Every completion weighs the same, as in GRPO.
   *
   * @return the reduction
   */
  static LossReduction sequenceMean() {
    return (values, mask, normalizer) ->
        Reductions.sequenceMeanTokenMean(values, mask, normalizer.sequences());
  }

  /**
   * The sum over each completion's tokens, and every completion counts: the policy gradient as it
   * is written.
   *
   * @return the reduction
   */
  static LossReduction sequenceSum() {
    return (values, mask, normalizer) ->
        Reductions.sequenceMeanTokenSum(values, mask, normalizer.sequences());
  }

  /**
   * The sum over each completion's tokens, divided by the same length for all, as in Dr.GRPO.
   *
   * @param maxLength the most tokens that a completion can have, at least 1
   * @return the reduction
   * @throws IllegalArgumentException if {@code maxLength} is below 1
   */
  static LossReduction fixedLength(int maxLength) {
    checkArgument(maxLength >= 1, "maxLength: expected at least 1, got %s", maxLength);
    return (values, mask, normalizer) ->
        Reductions.fixedLength(values, mask, maxLength, normalizer.sequences());
  }
}
