package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.losses.KlEstimators;
import org.temper.losses.arrays.Scalars;

/**
 * A penalty that holds a policy to its reference.
 *
 * @param placement where the penalty is taken off
 * @param estimator which estimate of the divergence it is
 * @param controller what it is multiplied by; still owned by the caller
 */
public record KlPenalty(Placement placement, Estimator estimator, KlController controller) {

  /** Where a penalty is taken off. */
  public enum Placement {
    /** From the rewards, token by token, before advantages are estimated. */
    REWARD,
    /** It is added to the loss and differentiated. */
    LOSS
  }

  /** Which estimate of the divergence is used, of {@link KlEstimators}. */
  public enum Estimator {
    /** The log-ratio: unbiased, of high variance, of either sign. */
    K1,
    /** Half the squared log-ratio: its gradient is that of the divergence, on-policy. */
    K2,
    /** Unbiased and never negative. */
    K3
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@link Estimator#K1} is to be differentiated: the expected
   *     gradient of a log-ratio is 0, so it would add noise and hold nothing
   */
  public KlPenalty {
    checkArgument(
        placement == Placement.REWARD || estimator != Estimator.K1,
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
    return new KlPenalty(Placement.REWARD, Estimator.K1, controller);
  }

  /**
   * A penalty in the loss by k3, as in GRPO.
   *
   * @param controller what it is multiplied by
   * @return the penalty
   */
  public static KlPenalty inLoss(KlController controller) {
    return new KlPenalty(Placement.LOSS, Estimator.K3, controller);
  }

  /**
   * The penalty of each choice, by the controller's coefficient as it is now.
   *
   * @param logProbs log-probabilities under the policy that made the choices, floating
   * @param refLogProbs log-probabilities under the reference, the same shape
   * @return coefficient · estimate, the same shape; gradients flow into {@code logProbs}
   */
  public NDArray of(NDArray logProbs, NDArray refLogProbs) {
    NDArray estimate =
        switch (estimator) {
          case K1 -> KlEstimators.k1(logProbs, refLogProbs);
          case K2 -> KlEstimators.k2(logProbs, refLogProbs);
          case K3 -> KlEstimators.k3(logProbs, refLogProbs);
        };
    return Scalars.times(estimate, controller.coefficient());
  }

  /**
   * Checks that the controller can be told of so many episodes: to be asked before the first update
   * of an iteration.
   *
   * @param episodes how many episodes the divergence will be measured on
   * @throws IllegalArgumentException if the controller's horizon is too short for them
   */
  public void check(int episodes) {
    if (episodes > 0) {
      controller.check(episodes);
    }
  }

  /**
   * Tells the controller how far the policy has gone; nothing where that is not known, since then
   * the iteration did not get to its end.
   *
   * @param kl the mean over episodes of the sum over their tokens, in nats; NaN where a
   *     log-probability is no number
   * @param episodes how many episodes it was measured on
   * @return the coefficient that was used
   */
  public double control(double kl, int episodes) {
    double used = controller.coefficient();
    if (Double.isFinite(kl)) {
      controller.observe(kl, episodes);
    }
    return used;
  }

  /**
   * Settings that decide the numbers.
   *
   * @param penalty a penalty, or none
   * @return by name; where there is none, that
   */
  public static Map<String, Object> identity(Optional<KlPenalty> penalty) {
    return penalty
        .<Map<String, Object>>map(
            chosen ->
                ImmutableMap.<String, Object>builder()
                    .put("kl_placement", chosen.placement())
                    .put("kl_estimator", chosen.estimator())
                    .putAll(chosen.controller().identity())
                    .buildOrThrow())
        .orElse(ImmutableMap.of("kl_placement", "NONE"));
  }

  /**
   * A penalty, if it is taken off there.
   *
   * @param placement where it is to be taken off
   * @param penalty a penalty, or none
   * @return the penalty, or none
   */
  public static Optional<KlPenalty> at(Placement placement, Optional<KlPenalty> penalty) {
    return penalty.filter(chosen -> chosen.placement() == placement);
  }

  /**
   * Parts that a checkpoint carries of a policy that may be held to a reference.
   *
   * @param parameters the policy's
   * @param optimizer updates them
   * @param penalty a penalty, or none
   * @return by name
   */
  public static Map<String, Stateful> state(
      Stateful parameters, Optimizer optimizer, Optional<KlPenalty> penalty) {
    ImmutableMap.Builder<String, Stateful> state = ImmutableMap.builder();
    state.put("policy", parameters).put("optimizer", optimizer);
    penalty.ifPresent(chosen -> state.put("kl_controller", chosen.controller()));
    return state.buildOrThrow();
  }
}
