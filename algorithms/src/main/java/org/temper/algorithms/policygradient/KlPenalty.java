package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What holds a policy to its reference.
 *
 * @param placement where the penalty is taken off
 * @param estimator which estimate of the divergence it is
 * @param controller what it is multiplied by; still owned by the caller
 */
public record KlPenalty(Placement placement, KlEstimator estimator, KlController controller) {

  /** Where a penalty is taken off. */
  public enum Placement {
    /** From the rewards, token by token, before advantages are estimated. */
    REWARD,
    /** It is added to the loss and differentiated. */
    LOSS
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@link KlEstimator#K1} is to be differentiated: the
   *     expected gradient of a log-ratio is 0, so it would add noise and hold nothing
   */
  public KlPenalty {
    checkArgument(
        placement == Placement.REWARD || estimator != KlEstimator.K1,
        "estimator: expected K2 or K3 in the loss, where the gradient of K1 is 0 in expectation, got"
            + " K1");
  }

  /**
   * A penalty in the rewards by k1, as in PPO for language models.
   *
   * @param controller what it is multiplied by
   * @return the penalty
   */
  public static KlPenalty inReward(KlController controller) {
    return new KlPenalty(Placement.REWARD, KlEstimator.K1, controller);
  }

  /**
   * A penalty in the loss by k3, as in GRPO.
   *
   * @param controller what it is multiplied by
   * @return the penalty
   */
  public static KlPenalty inLoss(KlController controller) {
    return new KlPenalty(Placement.LOSS, KlEstimator.K3, controller);
  }

  /**
   * Tells the controller how far the policy has gone.
   *
   * @param kl the mean over episodes of the sum over their tokens, in nats
   * @param episodes how many episodes it was measured on
   * @return the coefficient that was used
   */
  public double control(double kl, int episodes) {
    double used = controller.coefficient();
    controller.observe(kl, episodes);
    return used;
  }
}
