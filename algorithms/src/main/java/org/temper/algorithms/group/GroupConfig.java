package org.temper.algorithms.group;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.OldPolicy;
import org.temper.algorithms.policygradient.PolicySettings;
import org.temper.algorithms.policygradient.PolicyUpdater;
import org.temper.api.rollouts.RewardKind;

/**
 * Settings of a {@link GroupTrainer}.
 *
 * @param method which of the group methods
 * @param klPenalty what holds the policy to its reference, if anything
 * @param entropyCoefficient what the entropy of each token is multiplied by before it is taken off
 *     the loss, at least 0
 * @param minibatches the passes over an iteration, and their parts
 * @param oldPolicy where the old policy's log-probabilities come from
 * @param properScores whether rewards that are proper scores may be divided by a group's deviation
 */
public record GroupConfig(
    GroupMethod method,
    Optional<KlPenalty> klPenalty,
    double entropyCoefficient,
    MinibatchConfig minibatches,
    OldPolicy oldPolicy,
    ProperScores properScores) {

  /** What becomes of a proper score under a method that divides by each group's deviation. */
  public enum ProperScores {
    /** An error: the confidence that is learned would not be the true probability. */
    REFUSED,
    /** It is divided all the same, to see what comes of it. */
    DIVIDED
  }

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
        method,
        Optional.empty(),
        0,
        MinibatchConfig.single(),
        OldPolicy.recorded(),
        ProperScores.REFUSED);
  }

  /**
   * With a penalty.
   *
   * @param penalty what holds the policy to its reference
   * @return a new configuration
   */
  public GroupConfig withKlPenalty(KlPenalty penalty) {
    return new GroupConfig(
        method, Optional.of(penalty), entropyCoefficient, minibatches, oldPolicy, properScores);
  }

  /**
   * With an entropy bonus.
   *
   * @param coefficient at least 0
   * @return a new configuration
   */
  public GroupConfig withEntropyCoefficient(double coefficient) {
    return new GroupConfig(method, klPenalty, coefficient, minibatches, oldPolicy, properScores);
  }

  /**
   * With other minibatches.
   *
   * @param config how an iteration is learned from
   * @return a new configuration
   */
  public GroupConfig withMinibatches(MinibatchConfig config) {
    return new GroupConfig(method, klPenalty, entropyCoefficient, config, oldPolicy, properScores);
  }

  /**
   * With another old policy.
   *
   * @param choice where its log-probabilities come from
   * @return a new configuration
   */
  public GroupConfig withOldPolicy(OldPolicy choice) {
    return new GroupConfig(
        method, klPenalty, entropyCoefficient, minibatches, choice, properScores);
  }

  /**
   * With another handling of proper scores.
   *
   * @param choice what becomes of them where the method divides by each group's deviation
   * @return a new configuration
   */
  public GroupConfig withProperScores(ProperScores choice) {
    return new GroupConfig(method, klPenalty, entropyCoefficient, minibatches, oldPolicy, choice);
  }

  /**
   * Checks that these settings may learn from rewards, as the trainer does: to be asked before the
   * first episode is played.
   *
   * @param kind what is meant by the size of the rewards
   * @throws IllegalArgumentException if they are a proper score, the method divides by each group's
   *     deviation, and that is refused
   */
  public void checkRewards(RewardKind kind) {
    checkArgument(
        kind != RewardKind.PROPER_SCORE
            || method.scale() != GroupMethod.Scale.GROUP_DEVIATION
            || properScores == ProperScores.DIVIDED,
        "rewards: expected ordinary ones with %s, got a proper score of a stated confidence: divided"
            + " by each group's deviation it teaches another confidence than the true one; use"
            + " GroupMethod.rloo() or another that does not divide, or insist with"
            + " withProperScores(DIVIDED)",
        method.name());
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
