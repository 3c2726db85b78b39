package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a {@link PolicyUpdater}: of the loss, and of how an iteration is learned from.
 *
 * @param objective what the policy's tokens are improved by
 * @param reduction from the losses of tokens to one
 * @param klPenalty what holds the policy to its reference, if anything
 * @param entropyCoefficient what the entropy of each token is multiplied by before it is taken off
 *     the loss, at least 0
 * @param minibatches the passes over an iteration, and their parts
 * @param oldPolicy where the old policy's log-probabilities come from
 */
public record PolicySettings(
    PolicyObjective objective,
    LossReduction reduction,
    Optional<KlPenalty> klPenalty,
    double entropyCoefficient,
    MinibatchConfig minibatches,
    OldPolicy oldPolicy) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the entropy's coefficient is negative or not finite
   */
  public PolicySettings {
    checkEntropy(entropyCoefficient);
  }

  /**
   * Checks the coefficient of the entropy.
   *
   * @param entropyCoefficient at least 0
   * @throws IllegalArgumentException if it is not
   */
  public static void checkEntropy(double entropyCoefficient) {
    checkArgument(
        entropyCoefficient >= 0 && Double.isFinite(entropyCoefficient),
        "entropyCoefficient: expected a number from 0, got %s",
        entropyCoefficient);
  }

  /**
   * Settings that decide the numbers.
   *
   * @return all of them, by name
   */
  public Map<String, Object> identity() {
    return ImmutableMap.<String, Object>builder()
        .putAll(objective.identity())
        .put("reduction", reduction.name())
        .putAll(KlPenalty.identity(klPenalty))
        .put("entropy_coefficient", entropyCoefficient)
        .putAll(minibatches.identity())
        .putAll(oldPolicy.identity())
        .buildOrThrow();
  }
}
