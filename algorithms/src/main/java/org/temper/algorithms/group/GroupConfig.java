package org.temper.algorithms.group;

import java.util.Optional;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.OldPolicy;
import org.temper.algorithms.policygradient.PolicySettings;
import org.temper.algorithms.policygradient.PolicyUpdater;

/**
 * Settings of a {@link GroupTrainer}.
 *
 * @param method which of the group methods
 * @param klPenalty what holds the policy to its reference, if anything
 * @param entropyCoefficient what the entropy of each token is multiplied by before it is taken off
 *     the loss, at least 0
 * @param minibatches the passes over an iteration, and their parts
 * @param oldPolicy where the old policy's log-probabilities come from
 */
public record GroupConfig(
    GroupMethod method,
    Optional<KlPenalty> klPenalty,
    double entropyCoefficient,
    MinibatchConfig minibatches,
    OldPolicy oldPolicy) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the entropy's coefficient is negative or not finite
   */
  public GroupConfig {
    PolicySettings.checkEntropy(entropyCoefficient);
  }

  /**
   * A method with one update an iteration, no penalty and no entropy bonus.
   *
   * @param method which of the group methods
   * @return the configuration
   */
  public static GroupConfig of(GroupMethod method) {
    return new GroupConfig(
        method, Optional.empty(), 0, MinibatchConfig.single(), OldPolicy.recorded());
  }

  /**
   * With a penalty.
   *
   * @param penalty what holds the policy to its reference
   * @return a new configuration
   */
  public GroupConfig withKlPenalty(KlPenalty penalty) {
    return new GroupConfig(
        method, Optional.of(penalty), entropyCoefficient, minibatches, oldPolicy);
  }

  /**
   * With an entropy bonus.
   *
   * @param coefficient at least 0
   * @return a new configuration
   */
  public GroupConfig withEntropyCoefficient(double coefficient) {
    return new GroupConfig(method, klPenalty, coefficient, minibatches, oldPolicy);
  }

  /**
   * With other minibatches.
   *
   * @param config how an iteration is learned from
   * @return a new configuration
   */
  public GroupConfig withMinibatches(MinibatchConfig config) {
    return new GroupConfig(method, klPenalty, entropyCoefficient, config, oldPolicy);
  }

  /**
   * With another old policy.
   *
   * @param choice where its log-probabilities come from
   * @return a new configuration
   */
  public GroupConfig withOldPolicy(OldPolicy choice) {
    return new GroupConfig(method, klPenalty, entropyCoefficient, minibatches, choice);
  }

  /** What the method and these settings are to a {@link PolicyUpdater}. */
  PolicySettings settings() {
    return new PolicySettings(
        method.objective(),
        method.reduction(),
        klPenalty,
        entropyCoefficient,
        minibatches,
        oldPolicy);
  }
}
