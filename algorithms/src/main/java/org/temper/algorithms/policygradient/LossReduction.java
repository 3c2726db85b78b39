package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import org.temper.losses.Reductions;

/**
 * A reduction from the losses of a micro-batch's choices to its share of an update's loss; one of
 * {@link Reductions}.
 *
 * @param name what it is called in a run's identity
 * @param function the reduction
 */
public record LossReduction(String name, ShareFunction function) {

  /**
   * Counts of an update, over all its micro-batches.
   *
   * @param choices tokens that the policy produced, or items that it drew
   * @param sequences completions with at least one token
   * @param microBatches how many parts the update has
   */
  public record Normalizer(double choices, double sequences, double microBatches) {}

  /** From losses to a share. */
  @FunctionalInterface
  public interface ShareFunction {

    /**
     * A micro-batch's share.
     *
     * @param values one number a choice, [B, T], or of items [B, T, G]
     * @param mask true for each choice to count, boolean, the same shape
     * @param normalizer counts over the whole update
     * @return a scalar
     */
    NDArray reduce(NDArray values, NDArray mask, Normalizer normalizer);
  }

  /**
   * A micro-batch's share.
   *
   * @param values as in {@link ShareFunction#reduce}
   * @param mask as in {@link ShareFunction#reduce}
   * @param normalizer counts over the whole update
   * @return a scalar
   */
  public NDArray reduce(NDArray values, NDArray mask, Normalizer normalizer) {
    return function.reduce(values, mask, normalizer);
  }

  /**
   * Every choice of the update counts the same, as in DAPO and PPO.
   *
   * @return the reduction
   */
  public static LossReduction tokenMean() {
    return new LossReduction(
        "token_mean",
        (values, mask, normalizer) -> Reductions.tokenMean(values, mask, normalizer.choices()));
  }

  /**
   * Every choice of a micro-batch counts the same, and so does every micro-batch, as in BNPO: the
   * normalizer is the batch that happens to be at hand.
   *
   * @return the reduction
   */
  public static LossReduction localTokenMean() {
    return new LossReduction(
        "local_token_mean",
        (values, mask, normalizer) ->
            Reductions.mean(Reductions.tokenMean(values, mask), normalizer.microBatches()));
  }

  /**
   * Every completion counts the same, as in GRPO.
   *
   * @return the reduction
   */
  public static LossReduction sequenceMean() {
    return new LossReduction(
        "sequence_mean",
        (values, mask, normalizer) ->
            Reductions.sequenceMeanTokenMean(values, mask, normalizer.sequences()));
  }

  /**
   * The sum over each completion's tokens, and every completion counts: the policy gradient as it
   * is written.
   *
   * @return the reduction
   */
  public static LossReduction sequenceSum() {
    return new LossReduction(
        "sequence_sum",
        (values, mask, normalizer) ->
            Reductions.sequenceMeanTokenSum(values, mask, normalizer.sequences()));
  }

  /**
   * The sum over each completion's tokens, divided by the same length for all, as in Dr.GRPO.
   *
   * @param maxLength the most tokens that a completion can have, at least 1
   * @return the reduction
   * @throws IllegalArgumentException if {@code maxLength} is below 1
   */
  public static LossReduction fixedLength(int maxLength) {
    checkArgument(maxLength >= 1, "maxLength: expected at least 1, got %s", maxLength);
    return new LossReduction(
        "fixed_length_" + maxLength,
        (values, mask, normalizer) ->
            Reductions.fixedLength(values, mask, maxLength, normalizer.sequences()));
  }
}
