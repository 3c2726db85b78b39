package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;

/**
 * A weighting of logged actions: how much each is imitated, which is what tells the members of the
 * family of A-SFT apart. The trainer divides by the sum of the weights, so that a common factor of
 * all changes nothing. A record's fields are among the settings that a resumed run must repeat; of
 * any other class, its name alone.
 *
 * <p>The setting is that of a contextual bandit: the return of an event is its reward.
 */
public interface Weighting {

  /**
   * Computes the weights of all actions of an update together.
   *
   * @param actions the actions, N at least 1
   * @return finite, at least 0, float32 [N], in the manager of the actions
   * @throws IllegalArgumentException if this weighting is not defined for such rewards
   */
  NDArray weights(LoggedActions actions);

  /**
   * The largest weight that an action can have, where weights are cut off there.
   *
   * @return the cap; infinite where there is none
   */
  default double maxWeight() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Behavior cloning: every action weighs the same.
   *
   * @return w = 1
   */
  static Weighting cloning() {
    return new Cloning();
  }

  /**
   * Advantage-weighted supervised fine-tuning, A-SFT.
   *
   * <p>Source: Chidambaram, Xu, Hsiao and Bhattacharya 2025, "Post-Training Generative Recommenders
   * with Advantage-Weighted Supervised Finetuning".
   *
   * @param beta β, in the unit of the rewards, above 0
   * @param maxWeight the cap, above 0
   * @return w = min(e^(A/β), maxWeight)
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  static Weighting advantageWeighted(double beta, double maxWeight) {
    return new ExponentialAdvantage(AdvantageScale.RAW, beta, maxWeight);
  }

  /**
   * A-SFT on advantages of variance 1, so that β has no unit and means the same in every log.
   *
   * @param beta β, in standard deviations, above 0
   * @param maxWeight the cap, above 0
   * @return w = min(e^(whitened A/β), maxWeight)
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  static Weighting whitenedAdvantageWeighted(double beta, double maxWeight) {
    return new ExponentialAdvantage(AdvantageScale.WHITENED, beta, maxWeight);
  }

  /**
   * Reward-weighted cloning.
   *
   * <p>Source: Peters and Schaal 2007, "Reinforcement Learning by Reward-Weighted Regression for
   * Operational Space Control".
   *
   * @return w = r, for rewards of at least 0
   */
  static Weighting rewardWeighted() {
    return new RewardProportional();
  }

  /**
   * Exponential reward weighting, which has no baseline. Divided by the sum of the weights it is a
   * softmax over the update, and is computed so: nothing overflows.
   *
   * <p>Source: "Robust Post-Training for Generative Recommenders: Why Exponential Reward-Weighted
   * SFT Outperforms RLHF", 2026; the transformed rewards of Peters and Schaal 2007.
   *
   * @param lambda λ, in the unit of the rewards, above 0
   * @return w = e^(r/λ), up to a factor that all of an update share
   * @throws IllegalArgumentException if {@code lambda} is not positive and finite
   */
  static Weighting exponentialReward(double lambda) {
    return new ExponentialReward(lambda);
  }

  /**
   * Advantage-weighted regression, AWR: whitened over the update, capped at 20.
   *
   * <p>Source: Peng et al. 2019, "Advantage-Weighted Regression: Simple and Scalable Off-Policy
   * Reinforcement Learning", algorithm 1.
   *
   * @param beta β, in standard deviations, above 0; 1 in the paper's code
   * @return w = min(e^(whitened A/β), 20)
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static Weighting awr(double beta) {
    return new ExponentialAdvantage(AdvantageScale.WHITENED, beta, 20);
  }

  /**
   * Advantage-weighted actor-critic, AWAC: a softmax over all actions of the update.
   *
   * <p>Source: Nair et al. 2020, "AWAC: Accelerating Online Reinforcement Learning with Offline
   * Datasets", equation 13.
   *
   * @param lambda λ, in the unit of the rewards, above 0
   * @return w = N · e^(A/λ) / Σ e^(A/λ)
   * @throws IllegalArgumentException if {@code lambda} is not positive and finite
   */
  static Weighting awac(double lambda) {
    return new SoftmaxAdvantage(lambda);
  }

  /**
   * Critic-regularized regression, CRR, with its binary filter.
   *
   * <p>Source: Wang et al. 2020, "Critic Regularized Regression", equation 3.
   *
   * @return w = 1[A > 0]
   */
  static Weighting crrBinary() {
    return new PositiveAdvantage();
  }

  /**
   * Critic-regularized regression, CRR, with exponential weights, capped at 20.
   *
   * <p>Source: Wang et al. 2020, "Critic Regularized Regression", equation 4.
   *
   * @param beta β, in the unit of the rewards, above 0; 1 in the paper
   * @return w = min(e^(A/β), 20)
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  static Weighting crrExponential(double beta) {
    return new ExponentialAdvantage(AdvantageScale.RAW, beta, 20);
  }

  /**
   * The policy extraction of implicit Q-learning, IQL, capped at 100. The baselines are to be the
   * expectiles of a value head, of 0.7 say: that is what makes it IQL.
   *
   * <p>Source: Kostrikov et al. 2021, "Offline Reinforcement Learning with Implicit Q-Learning",
   * equation 7.
   *
   * @param inverseTemperature β as the paper has it, a factor, above 0; 3 in its locomotion tasks
   * @return w = min(e^(β·A), 100)
   * @throws IllegalArgumentException if {@code inverseTemperature} is not positive and finite
   */
  static Weighting iql(double inverseTemperature) {
    Positive.check("inverseTemperature", inverseTemperature);
    return new ExponentialAdvantage(AdvantageScale.RAW, 1 / inverseTemperature, 100);
  }
}
