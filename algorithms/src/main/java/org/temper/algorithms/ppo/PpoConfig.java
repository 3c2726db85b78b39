package org.temper.algorithms.ppo;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.LossReduction;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.OldPolicy;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.policygradient.PolicySettings;
import org.temper.algorithms.policygradient.PolicyUpdater;
import org.temper.losses.ClipRange;

/**
 * Settings of a {@link PpoTrainer}.
 *
 * @param objective what the policy's tokens are improved by
 * @param advantages how returns are estimated
 * @param valueLoss how values are fitted to them
 * @param klPenalty what holds the policy to its reference, if anything
 * @param entropyCoefficient what the entropy of each token is multiplied by before it is taken off
 *     the loss, at least 0
 * @param minibatches the passes over an iteration, and their parts
 * @param oldPolicy where the old policy's log-probabilities come from
 */
public record PpoConfig(
    PolicyObjective objective,
    Advantages advantages,
    ValueLoss valueLoss,
    Optional<KlPenalty> klPenalty,
    double entropyCoefficient,
    MinibatchConfig minibatches,
    OldPolicy oldPolicy) {

  /** Whether advantages keep their mean and their unit. */
  public enum Scale {
    /** As they are. */
    RAW,
    /** Mean 0 and variance 1 over the iteration's tokens. */
    WHITENED
  }

  /**
   * How advantages are estimated.
   *
   * @param discount what a reward one token later is worth, in [0, 1]
   * @param gaeLambda how far an estimate looks before it trusts the values, in [0, 1]
   * @param scale whether they are whitened
   */
  public record Advantages(double discount, double gaeLambda, Scale scale) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not in [0, 1]
     */
    public Advantages {
      checkShare("discount", discount);
      checkShare("gaeLambda", gaeLambda);
    }

    private static void checkShare(String argument, double value) {
      checkArgument(
          value >= 0 && value <= 1, "%s: expected a number in [0, 1], got %s", argument, value);
    }
  }

  /**
   * How values are fitted to returns.
   *
   * @param coefficient what the loss is multiplied by where policy and values are trained together,
   *     above 0; of no effect on values with an optimizer of their own
   * @param clip how far a value may move from the old one before it stops counting, above 0; empty
   *     for the plain square
   */
  public record ValueLoss(double coefficient, OptionalDouble clip) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not positive and finite
     */
    public ValueLoss {
      checkPositive("coefficient", coefficient);
      clip.ifPresent(range -> checkPositive("clip", range));
    }

    private static void checkPositive(String argument, double value) {
      checkArgument(
          value > 0 && Double.isFinite(value), "%s: expected above 0, got %s", argument, value);
    }
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the entropy's coefficient is negative or not finite
   */
  public PpoConfig {
    PolicySettings.checkEntropy(entropyCoefficient);
  }

  /**
   * The usual settings for language: clip at 0.2, no discount, lambda 0.95, whitened advantages,
   * clipped values of coefficient 0.1, four passes of one update, no penalty and no entropy bonus.
   *
   * @return the configuration
   */
  public static PpoConfig defaults() {
    return new PpoConfig(
        PolicyObjective.clipped(ClipRange.symmetric(0.2)),
        new Advantages(1, 0.95, Scale.WHITENED),
        new ValueLoss(0.1, OptionalDouble.of(0.2)),
        Optional.empty(),
        0,
        MinibatchConfig.single().withEpochs(4),
        OldPolicy.recorded());
  }

  /**
   * With another objective.
   *
   * @param other what the policy's tokens are improved by
   * @return a new configuration
   */
  public PpoConfig withObjective(PolicyObjective other) {
    return new PpoConfig(
        other, advantages, valueLoss, klPenalty, entropyCoefficient, minibatches, oldPolicy);
  }

  /**
   * With another estimate of advantages.
   *
   * @param other how returns are estimated
   * @return a new configuration
   */
  public PpoConfig withAdvantages(Advantages other) {
    return new PpoConfig(
        objective, other, valueLoss, klPenalty, entropyCoefficient, minibatches, oldPolicy);
  }

  /**
   * With another loss of values.
   *
   * @param other how values are fitted to returns
   * @return a new configuration
   */
  public PpoConfig withValueLoss(ValueLoss other) {
    return new PpoConfig(
        objective, advantages, other, klPenalty, entropyCoefficient, minibatches, oldPolicy);
  }

  /**
   * With a penalty.
   *
   * @param penalty what holds the policy to its reference
   * @return a new configuration
   */
  public PpoConfig withKlPenalty(KlPenalty penalty) {
    return new PpoConfig(
        objective,
        advantages,
        valueLoss,
        Optional.of(penalty),
        entropyCoefficient,
        minibatches,
        oldPolicy);
  }

  /**
   * With an entropy bonus.
   *
   * @param coefficient at least 0
   * @return a new configuration
   */
  public PpoConfig withEntropyCoefficient(double coefficient) {
    return new PpoConfig(
        objective, advantages, valueLoss, klPenalty, coefficient, minibatches, oldPolicy);
  }

  /**
   * With other minibatches.
   *
   * @param config the passes over an iteration, and their parts
   * @return a new configuration
   */
  public PpoConfig withMinibatches(MinibatchConfig config) {
    return new PpoConfig(
        objective, advantages, valueLoss, klPenalty, entropyCoefficient, config, oldPolicy);
  }

  /**
   * With another old policy.
   *
   * @param choice where its log-probabilities come from
   * @return a new configuration
   */
  public PpoConfig withOldPolicy(OldPolicy choice) {
    return new PpoConfig(
        objective, advantages, valueLoss, klPenalty, entropyCoefficient, minibatches, choice);
  }

  /** What these settings are to a {@link PolicyUpdater}. */
  PolicySettings settings() {
    return new PolicySettings(
        objective,
        LossReduction.tokenMean(),
        klPenalty,
        entropyCoefficient,
        minibatches,
        oldPolicy);
  }

  /** Settings that decide the numbers, beside those of the updater. */
  Map<String, Object> identity() {
    return ImmutableMap.of(
        "algorithm", "ppo",
        "discount", advantages.discount(),
        "gae_lambda", advantages.gaeLambda(),
        "advantages", advantages.scale(),
        "value_coefficient", valueLoss.coefficient(),
        "value_clip", valueLoss.clip().isPresent() ? valueLoss.clip().getAsDouble() : "NONE");
  }
}
