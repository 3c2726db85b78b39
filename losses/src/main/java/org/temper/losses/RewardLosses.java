package org.temper.losses;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.ArrayChecks;

/** Losses of reward models: of which completion was preferred, or of the number it was given. */
public final class RewardLosses {
  private RewardLosses() {}

  /**
   * The Bradley–Terry loss of each pair: minus the log-likelihood of the preference where a
   * completion wins with probability σ of its reward's lead.
   *
   * <pre>loss = −log σ(r(x, y_w) − r(x, y_l))</pre>
   *
   * <p>Log 2 where both are rewarded alike; a number added to both rewards changes nothing. Finite
   * wherever the lead is.
   *
   * <p>Source: Bradley and Terry 1952; Ouyang et al. 2022, "Training language models to follow
   * instructions with human feedback", equation 1.
   *
   * @param rewards of the pairs' completions, [P] each
   * @return the loss of each pair, [P], unreduced
   */
  public static NDArray bradleyTerry(RewardPair rewards) {
    return LogSigmoid.logSigmoid(rewards.chosen().sub(rewards.rejected())).neg();
  }

  /**
   * The Bradley–Terry loss of each pair with a margin by which the reward of the preferred
   * completion is to lead.
   *
   * <pre>loss = −log σ(r(x, y_w) − r(x, y_l) − m)</pre>
   *
   * <p>Where the margin is 0 it is {@link #bradleyTerry(RewardPair)}. Gradients stop at {@code
   * margins}.
   *
   * <p>Source: Touvron et al. 2023, "Llama 2: Open Foundation and Fine-Tuned Chat Models", equation
   * 2.
   *
   * @param rewards of the pairs' completions, [P] each
   * @param margins m, larger for more distinct completions, of the rewards' type, [P]; any sign
   * @return the loss of each pair, [P], unreduced
   * @throws IllegalArgumentException if the margins are not floating or of another shape
   */
  public static NDArray bradleyTerry(RewardPair rewards, NDArray margins) {
    ArrayChecks.checkFloating("margins", margins);
    ArrayChecks.checkSameShape("margins", margins, rewards.chosen());
    NDArray lead = rewards.chosen().sub(rewards.rejected()).sub(margins.stopGradient());
    return LogSigmoid.logSigmoid(lead).neg();
  }

  /**
   * The centering term of each pair, which draws rewards to mean 0: preferences alone say nothing
   * of a number added to all of them.
   *
   * <pre>term = (r(x, y_w) + r(x, y_l))²</pre>
   *
   * <p>Source: Eisenstein et al. 2023, "Helping or Herding? Reward Model Ensembles Mitigate but do
   * not Eliminate Reward Hacking", equation 2; it is added to the loss with a small coefficient,
   * often 0.01. Overflows where a sum of float32 is above 1.8e19.
   *
   * @param rewards of the pairs' completions, [P] each
   * @return the term of each pair, [P], unreduced
   */
  public static NDArray centering(RewardPair rewards) {
    return rewards.chosen().add(rewards.rejected()).square();
  }

  /**
   * Squared error against labels that are numbers, least where the reward is their mean.
   *
   * <pre>loss = (r(x, y) − label)²</pre>
   *
   * <p>Gradients stop at {@code labels}.
   *
   * @param rewards floating, any shape
   * @param labels of the rewards' type and shape
   * @return the loss of each, the same shape, unreduced
   * @throws IllegalArgumentException if one is not floating, or the shapes differ
   */
  public static NDArray squared(NDArray rewards, NDArray labels) {
    ArrayChecks.checkFloating("rewards", rewards);
    ArrayChecks.checkFloating("labels", labels);
    ArrayChecks.checkSameShape("labels", labels, rewards);
    return ValueLosses.squared(labels.stopGradient().sub(rewards));
  }

  /**
   * Cross-entropy of outcomes that happen or do not, least where σ of the logit is how often.
   *
   * <pre>loss = −y · log σ(z) − (1 − y) · log σ(−z)</pre>
   *
   * <p>Its derivative with respect to z is σ(z) − y. Finite wherever the logit is. Gradients stop
   * at {@code labels}.
   *
   * @param logits z, floating, any shape
   * @param labels y in [0, 1], of the logits' type and shape
   * @return the loss of each, the same shape, in nats, unreduced
   * @throws IllegalArgumentException if one is not floating, or the shapes differ
   */
  public static NDArray logistic(NDArray logits, NDArray labels) {
    ArrayChecks.checkFloating("logits", logits);
    ArrayChecks.checkFloating("labels", labels);
    ArrayChecks.checkSameShape("labels", labels, logits);
    NDArray happened = labels.stopGradient();
    NDArray not = happened.neg().add(1);
    return LogSigmoid.logSigmoid(logits)
        .mul(happened)
        .add(LogSigmoid.logSigmoid(logits.neg()).mul(not))
        .neg();
  }
}
