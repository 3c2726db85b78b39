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
 * @param credit which tokens share an advantage
 */
public record GroupConfig(
    GroupMethod method,
    Optional<KlPenalty> klPenalty,
    double entropyCoefficient,
    MinibatchConfig minibatches,
    OldPolicy oldPolicy,
    ProperScores properScores,
    Credit credit) {

  /** What becomes of a proper score under a method that divides by each group's deviation. */
  public enum ProperScores {
    /** An error: the confidence that is learned would not be the true probability. */
    REFUSED,
    /** It is divided all the same, to see what comes of it. */
    DIVIDED
  }

  /** What of an episode is compared with others of its group. */
  public enum Credit {
    /** All of it: its tokens share one advantage, which is what the methods' papers do. */
    EPISODE,
    /**
     * Each action with what was earned from it on: what was rewarded before cannot be its doing. It
     * is compared with actions in the same place of the group's other episodes, those to which the
     * same rewards had been given until then; where there is none, of such episodes of other
     * groups; and where there is none either, of all episodes. A baseline that looks at no more
     * than what went before leaves the expected gradient of {@link GroupMethod#rloo} what it is and
     * takes noise off. Rewards of actions are those that an environment gives at its steps, and
     * those that a {@code RewardSource} can tell apart; an episode of one action is compared as
     * ever.
     *
     * <pre>
     * G_k = r_k + r_k+1 + …;  A_k = the method's advantage of G_k among episodes with the same r_1, …, r_k−1
     * </pre>
     *
     * <p>Sources: Williams 1992, "Simple Statistical Gradient-Following Algorithms", for rewards to
     * go; Shao et al. 2024, "DeepSeekMath", section 4.1.3, <a
     * href="https://arxiv.org/abs/2402.03300">arXiv:2402.03300</a>, for a group's rewards of steps.
     */
    ACTIONS
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
        ProperScores.REFUSED,
        Credit.EPISODE);
  }

  /**
   * With a penalty.
   *
   * @param penalty what holds the policy to its reference
   * @return a new configuration
   */
  public GroupConfig withKlPenalty(KlPenalty penalty) {
    return new GroupConfig(
        method,
        Optional.of(penalty),
        entropyCoefficient,
        minibatches,
        oldPolicy,
        properScores,
        credit);
  }

  /**
   * With an entropy bonus.
   *
   * @param coefficient at least 0
   * @return a new configuration
   */
  public GroupConfig withEntropyCoefficient(double coefficient) {
    return new GroupConfig(
        method, klPenalty, coefficient, minibatches, oldPolicy, properScores, credit);
  }

  /**
   * With other minibatches.
   *
   * @param config how an iteration is learned from
   * @return a new configuration
   */
  public GroupConfig withMinibatches(MinibatchConfig config) {
    return new GroupConfig(
        method, klPenalty, entropyCoefficient, config, oldPolicy, properScores, credit);
  }

  /**
   * With another old policy.
   *
   * @param choice where its log-probabilities come from
   * @return a new configuration
   */
  public GroupConfig withOldPolicy(OldPolicy choice) {
    return new GroupConfig(
        method, klPenalty, entropyCoefficient, minibatches, choice, properScores, credit);
  }

  /**
   * With another handling of proper scores.
   *
   * @param choice what becomes of them where the method divides by each group's deviation
   * @return a new configuration
   */
  public GroupConfig withProperScores(ProperScores choice) {
    return new GroupConfig(
        method, klPenalty, entropyCoefficient, minibatches, oldPolicy, choice, credit);
  }

  /**
   * With advantages of other parts of an episode.
   *
   * @param choice which tokens share an advantage
   * @return a new configuration
   */
  public GroupConfig withCredit(Credit choice) {
    return new GroupConfig(
        method, klPenalty, entropyCoefficient, minibatches, oldPolicy, properScores, choice);
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
