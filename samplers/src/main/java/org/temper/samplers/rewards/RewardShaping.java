package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A function of raw rewards, applied before they are learned from. */
@FunctionalInterface
public interface RewardShaping {

  /**
   * Shapes the rewards of a batch.
   *
   * @param rewards the raw rewards; one that is not known, NaN, stays NaN and changes no other
   * @param completionLengths how many tokens the policy produced in each episode
   * @return the shaped rewards, a new array
   * @throws IllegalArgumentException if there are not as many lengths as rewards
   */
  double[] shaped(double[] rewards, int[] completionLengths);

  /**
   * This shaping, then another on what it gives.
   *
   * @param next the other
   * @return the two in a row
   */
  default RewardShaping then(RewardShaping next) {
    return (rewards, lengths) -> next.shaped(shaped(rewards, lengths), lengths);
  }

  /**
   * Rewards as they are.
   *
   * @return a shaping that changes nothing
   */
  static RewardShaping identity() {
    return of(reward -> reward, length -> 0);
  }

  /**
   * Rewards kept within bounds.
   *
   * @param low the least that a reward becomes
   * @param high the most that a reward becomes, above {@code low}
   * @return the shaping
   * @throws IllegalArgumentException if a bound is NaN, or {@code low} is not below {@code high}
   */
  static RewardShaping clip(double low, double high) {
    checkArgument(low < high, "low: expected below high, %s, got %s", high, low);
    return of(reward -> Math.min(Math.max(reward, low), high), length -> 0);
  }

  /**
   * A penalty on each token: reward − coefficient · length.
   *
   * @param coefficient the penalty, at least 0
   * @return the shaping
   * @throws IllegalArgumentException if the coefficient is negative or not finite
   */
  static RewardShaping lengthPenalty(double coefficient) {
    checkArgument(
        coefficient >= 0 && Double.isFinite(coefficient),
        "coefficient: expected a number of at least 0, got %s",
        coefficient);
    return of(reward -> reward, length -> coefficient == 0 ? 0 : -coefficient * length);
  }

  /**
   * A penalty on completions that come close to their limit: 0 up to a length of {@code maxLength −
   * buffer}, from there on falling linearly to −1 at {@code maxLength}, and −1 above it. Yu et al.
   * 2025, DAPO: An Open-Source LLM Reinforcement Learning System at Scale, equation 13.
   *
   * @param maxLength the length at which the whole penalty is due, in tokens
   * @param buffer over how many tokens before that it grows, at least 1 and at most {@code
   *     maxLength}
   * @return the shaping
   * @throws IllegalArgumentException if {@code buffer} is out of its range
   */
  static RewardShaping overlongPenalty(int maxLength, int buffer) {
    checkArgument(
        buffer >= 1 && buffer <= maxLength,
        "buffer: expected 1 to %s, the maximal length, got %s",
        maxLength,
        buffer);
    return of(
        reward -> reward,
        length -> -Math.min(1, Math.max(0, (double) length - (maxLength - buffer)) / buffer));
  }

  private static RewardShaping of(DoubleUnaryOperator change, IntToDoubleFunction penalty) {
    return (rewards, lengths) -> {
      OneEach.check(rewards, lengths);
      return IntStream.range(0, rewards.length)
          .mapToDouble(i -> change.applyAsDouble(rewards[i]) + penalty.applyAsDouble(lengths[i]))
          .toArray();
    };
  }
}
