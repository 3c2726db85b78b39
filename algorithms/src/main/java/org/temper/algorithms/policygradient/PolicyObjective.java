package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;

/**
 * An objective: what a policy's choices are improved by, given how much better they did than
 * expected; a function of {@link PolicyLosses} and its numbers.
 *
 * @param name what it is called in a run's identity
 * @param unit whose probability it looks at
 * @param clip the range beyond which a ratio is clipped; empty for an objective that clips none
 * @param numbers its other numbers, by name
 * @param function from log-probabilities to losses
 */
public record PolicyObjective(
    String name,
    Unit unit,
    Optional<ClipRange> clip,
    Map<String, Double> numbers,
    LossFunction function) {

  /** Whose probability an objective looks at. */
  public enum Unit {
    /** Each choice's. */
    CHOICE,
    /** The whole sequence's. */
    SEQUENCE
  }

  /** From log-probabilities to losses. */
  @FunctionalInterface
  public interface LossFunction {

    /**
     * The loss of each choice.
     *
     * @param logProbs log-probabilities under the policy as it is and as it was, [B, T], or of
     *     items [B, T, G]
     * @param advantages float32, the same shape; no gradient flows through them
     * @param mask true for the policy's own choices, boolean, the same shape
     * @return the same shape, unreduced; meaningless outside the mask
     */
    NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask);
  }

  /** Copies the numbers. */
  public PolicyObjective {
    numbers = ImmutableMap.copyOf(numbers);
  }

  /**
   * The loss of each choice.
   *
   * @param logProbs as in {@link LossFunction#losses}
   * @param advantages as in {@link LossFunction#losses}
   * @param mask as in {@link LossFunction#losses}
   * @return the same shape, unreduced; meaningless outside the mask
   */
  public NDArray losses(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    return function.losses(logProbs, advantages, mask);
  }

  /**
   * The importance ratios that the objective looks at, for its metrics.
   *
   * @param logProbs as in {@link #losses}
   * @param mask as in {@link #losses}
   * @return the same shape
   */
  public NDArray ratios(PolicyLogProbs logProbs, NDArray mask) {
    return switch (unit) {
      case CHOICE -> PolicyLosses.ratios(logProbs);
      case SEQUENCE ->
          PolicyLosses.sequenceRatios(logProbs, mask).broadcast(logProbs.current().getShape());
    };
  }

  /**
   * Settings that decide the numbers.
   *
   * @return the name as {@code objective}, the ends of the range, and the other numbers
   */
  public Map<String, Object> identity() {
    ImmutableMap.Builder<String, Object> identity = ImmutableMap.builder();
    identity.put("objective", name);
    clip.ifPresent(range -> identity.put("clip_low", range.low()).put("clip_high", range.high()));
    return identity.putAll(numbers).buildOrThrow();
  }

  /**
   * An objective of single choices.
   *
   * @param name what it is called in a run's identity
   * @param function from log-probabilities to losses
   * @return the objective
   */
  public static PolicyObjective of(String name, LossFunction function) {
    return new PolicyObjective(name, Unit.CHOICE, Optional.empty(), Map.of(), function);
  }

  private static PolicyObjective of(String name, ClipRange range, LossFunction function) {
    return new PolicyObjective(name, Unit.CHOICE, Optional.of(range), Map.of(), function);
  }

  /**
   * The clipped surrogate of PPO, {@link PolicyLosses#clipped}; with a wider upper range that of
   * DAPO.
   *
   * @param range how far the ratio may go from 1
   * @return the objective
   */
  public static PolicyObjective clipped(ClipRange range) {
    return of(
        "clipped",
        range,
        (logProbs, advantages, mask) -> PolicyLosses.clipped(logProbs, advantages, range));
  }

  /**
   * The clipped surrogate with a bound on the loss of bad tokens, {@link PolicyLosses#dualClipped}.
   *
   * @param range how far the ratio may go from 1
   * @param bound the most that a negative advantage is multiplied by, above 1
   * @return the objective
   */
  public static PolicyObjective dualClipped(ClipRange range, double bound) {
    return new PolicyObjective(
        "dual_clipped",
        Unit.CHOICE,
        Optional.of(range),
        Map.of("dual_clip", bound),
        (logProbs, advantages, mask) ->
            PolicyLosses.dualClipped(logProbs, advantages, range, bound));
  }

  /**
   * The clipped surrogate of whole sequences, {@link PolicyLosses#gspo}.
   *
   * @param range how far a sequence's ratio, the geometric mean of its tokens', may go from 1
   * @return the objective
   */
  public static PolicyObjective gspo(ClipRange range) {
    return new PolicyObjective(
        "gspo",
        Unit.SEQUENCE,
        Optional.of(range),
        Map.of(),
        (logProbs, advantages, mask) -> PolicyLosses.gspo(logProbs, advantages, mask, range));
  }

  /**
   * Log-likelihood weighted by a clipped ratio, {@link PolicyLosses#cispo}.
   *
   * @param range how far the weight may go from 1
   * @return the objective
   */
  public static PolicyObjective cispo(ClipRange range) {
    return of(
        "cispo",
        range,
        (logProbs, advantages, mask) -> PolicyLosses.cispo(logProbs, advantages, range));
  }

  /**
   * The plain policy gradient, {@link PolicyLosses#reinforce}.
   *
   * @return the objective
   */
  public static PolicyObjective reinforce() {
    return of(
        "reinforce",
        (logProbs, advantages, mask) -> PolicyLosses.reinforce(logProbs.current(), advantages));
  }

  /**
   * The early-clipped surrogate of OneRec, {@link PolicyLosses#ecpo}.
   *
   * @param range how far the ratio may go from 1
   * @param delta how much further the ratio of a bad token may go before it is clipped early
   * @return the objective
   */
  public static PolicyObjective ecpo(ClipRange range, double delta) {
    return new PolicyObjective(
        "ecpo",
        Unit.CHOICE,
        Optional.of(range),
        Map.of("early_clip_delta", delta),
        (logProbs, advantages, mask) -> PolicyLosses.ecpo(logProbs, advantages, range, delta));
  }

  /**
   * The gradient-bounded objective of OneRec-V2, {@link PolicyLosses#gbpo}.
   *
   * @return the objective
   */
  public static PolicyObjective gbpo() {
    return of("gbpo", (logProbs, advantages, mask) -> PolicyLosses.gbpo(logProbs, advantages));
  }
}
