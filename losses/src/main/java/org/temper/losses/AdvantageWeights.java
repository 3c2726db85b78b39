package org.temper.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Scalars;

/**
 * Weights of logged actions: how much each is worth imitating, from its advantage A, which {@link
 * SupervisedLosses#weightedNll} is weighted by.
 *
 * <p>The setting is that of a contextual bandit: an action's return is its reward, and the
 * advantage is the reward less a baseline. No gradient flows through a weight, whatever the
 * advantages were computed from.
 *
 * <p>Those with a mask look at no entry outside it, NaN and infinities included, and give 0 there.
 * They compute over what they are given: pass all micro-batches of an update together.
 */
public final class AdvantageWeights {
  private AdvantageWeights() {}

  /**
   * Exponential weights with a cap.
   *
   * <pre>w = min(e^(A / temperature), maxWeight)</pre>
   *
   * <p>The cap is applied to the exponent too, so that nothing overflows; at a high temperature all
   * weights tend to 1, and the weighted loss to plain imitation.
   *
   * <p>Sources: Peng et al. 2019, "Advantage-Weighted Regression", algorithm 1 (clipped at 20);
   * Wang et al. 2020, "Critic Regularized Regression", equation 4 (the same); Kostrikov et al.
   * 2021, "Offline Reinforcement Learning with Implicit Q-Learning", equation 7, whose β is 1 /
   * temperature (clipped at 100).
   *
   * @param advantages floating, any shape
   * @param temperature in the unit of the advantages, above 0: the smaller, the greedier
   * @param maxWeight the cap, above 0
   * @return the weights, the same shape, from 0 to {@code maxWeight}
   * @throws IllegalArgumentException if {@code advantages} is not floating, or a number is not
   *     positive and finite
   */
  public static NDArray exponential(NDArray advantages, double temperature, double maxWeight) {
    ArrayChecks.checkFloating("advantages", advantages);
    ArrayChecks.checkPositive("temperature", temperature);
    ArrayChecks.checkPositive("maxWeight", maxWeight);
    NDArray exponents = Scalars.over(advantages.stopGradient(), temperature);
    // A little above the logarithm, so that what is capped is the cap to the last digit.
    return exponents.minimum(Math.log(maxWeight) + 1).exp().minimum(maxWeight);
  }

  /**
   * A softmax over all kept entries, times their count so that the mean weight is 1.
   *
   * <pre>w_i = N · e^(A_i / temperature) / Σ_j e^(A_j / temperature), over the N kept entries</pre>
   *
   * <p>Adding a constant to all advantages changes nothing. In a loss that is divided by the sum of
   * its weights the count makes no difference.
   *
   * <p>Source: Nair et al. 2020, "AWAC: Accelerating Online Reinforcement Learning with Offline
   * Datasets", equation 13, normalized over the batch as in its public code.
   *
   * @param advantages floating, any shape
   * @param mask true for each entry to weigh, boolean, the same shape
   * @param temperature in the unit of the advantages, λ in the paper, above 0
   * @return the weights, the same shape; 0 outside the mask
   * @throws IllegalArgumentException if {@code advantages} is not floating, {@code mask} is not
   *     boolean of the same shape, or {@code temperature} is not positive and finite
   */
  public static NDArray softmax(NDArray advantages, NDArray mask, double temperature) {
    checkMasked("advantages", advantages, mask);
    ArrayChecks.checkPositive("temperature", temperature);
    NDArray fixed = advantages.stopGradient();
    NDArray lowest = fixed.onesLike().mul(-Double.MAX_VALUE);
    NDArray highest = NDArrays.where(mask, fixed, lowest).max();
    // The difference first: the quotient of each could overflow where that of the two does not.
    NDArray exponents = Masks.keep(Scalars.over(fixed.sub(highest), temperature), mask);
    return meanOne(exponents.exp(), mask);
  }

  /**
   * Imitates what was better than the baseline, and nothing else.
   *
   * <pre>w = 1[A > 0]</pre>
   *
   * <p>Source: Wang et al. 2020, "Critic Regularized Regression", equation 3.
   *
   * @param advantages floating, any shape
   * @return 1 or 0, the same type and shape; 0 where the advantage is NaN
   * @throws IllegalArgumentException if {@code advantages} is not floating
   */
  public static NDArray binary(NDArray advantages) {
    ArrayChecks.checkFloating("advantages", advantages);
    NDArray fixed = advantages.stopGradient();
    return NDArrays.where(fixed.gt(0), fixed.onesLike(), fixed.zerosLike());
  }

  /**
   * Weights scaled to a mean of 1 over the kept entries.
   *
   * <pre>w_i · N / Σ_j w_j, over the N kept entries</pre>
   *
   * @param weights floating, at least 0, any shape
   * @param mask true for each entry to count, boolean, the same shape
   * @return the scaled weights, the same shape; 0 outside the mask, and everywhere if all are 0
   * @throws IllegalArgumentException if {@code weights} is not floating, or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray meanOne(NDArray weights, NDArray mask) {
    checkMasked("weights", weights, mask);
    NDArray kept = Masks.keep(weights.stopGradient(), mask);
    NDArray scaled = kept.div(Masks.positive(kept.max()));
    return scaled.mul(Masks.count(kept, mask)).div(Masks.positive(scaled.sum()));
  }

  /**
   * How many equally weighted entries would estimate a mean as well as these do.
   *
   * <pre>(Σ w)² / Σ w², over the kept entries</pre>
   *
   * <p>Source: Kish 1965, "Survey Sampling", section 11.7.
   *
   * @param weights floating, at least 0, any shape
   * @param mask true for each entry to count, boolean, the same shape
   * @return a scalar from 1 to the number of kept entries; 0 if all weights are 0
   * @throws IllegalArgumentException if {@code weights} is not floating, or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray effectiveSampleSize(NDArray weights, NDArray mask) {
    checkMasked("weights", weights, mask);
    NDArray kept = Masks.keep(weights.stopGradient(), mask);
    NDArray scaled = kept.div(Masks.positive(kept.max()));
    return scaled.sum().square().div(Masks.positive(scaled.square().sum()));
  }

  private static void checkMasked(String argument, NDArray array, NDArray mask) {
    ArrayChecks.checkFloating(argument, array);
    ArrayChecks.checkMask("mask", mask, array);
  }
}
