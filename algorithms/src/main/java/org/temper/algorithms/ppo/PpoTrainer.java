package org.temper.algorithms.ppo;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.PolicyUpdater;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.ValueModel;
import org.temper.api.rollouts.RolloutBatch;

/**
 * Proximal policy optimization of tokens, with a value model on the policy's own trunk or on one of
 * its own.
 *
 * <p>In an iteration, {@link #iterate}, episodes that the policy played, as it is, are valued;
 * advantages are estimated over the policy's own tokens, past those of the environment; and all is
 * learned from in some passes of some optimizer updates each. Only truncated episodes bootstrap. An
 * action's reward lies on its last token, and the rest of the episode's reward on the last token of
 * all.
 *
 * <p>Sources: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", algorithm 1 and
 * equation 9; Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences", section
 * 2.2, for the penalty in the rewards.
 */
public final class PpoTrainer implements IterationTrainer<RolloutBatch> {
  private final PolicyUpdater updater;
  private final Critic critic;
  private final PpoConfig config;

  private PpoTrainer(PolicyUpdater updater, Critic critic, PpoConfig config) {
    this.updater = updater;
    this.critic = critic;
    this.config = config;
  }

  /**
   * A trainer of a policy that has a value head: one backward pass, one optimizer. It owns none of
   * its parts.
   *
   * @param policy what is trained; answers {@link org.temper.api.TokenOutput#VALUE}
   * @param reference what the policy's divergence is measured from, and penalized where there is a
   *     penalty; only ever evaluated
   * @param optimizer updates the policy's parameters, the head's included
   * @param config the settings
   * @param seed decides the order of the minibatches
   * @return the trainer
   * @throws IllegalArgumentException if the optimizer has no parameters, there is a penalty without
   *     a reference, or the reference is the policy itself or has another vocabulary
   */
  public static PpoTrainer shared(
      Policy policy, Optional<Policy> reference, Optimizer optimizer, PpoConfig config, long seed) {
    return new PpoTrainer(
        new PolicyUpdater(policy, reference, optimizer, config.settings(), PpoMetrics.ALL, seed),
        new Critic.Shared(policy, config.valueLoss()),
        config);
  }

  /**
   * A trainer of a policy beside a value model with an optimizer of its own. It owns none of its
   * parts.
   *
   * @param policy what is trained
   * @param reference as in {@link #shared}
   * @param optimizer updates the policy's parameters, or some of them
   * @param valueModel values the policy's states
   * @param valueOptimizer updates the value model's parameters
   * @param config the settings
   * @param seed decides the order of the minibatches
   * @return the trainer
   * @throws IllegalArgumentException as {@link #shared}, for both optimizers
   */
  public static PpoTrainer separate(
      Policy policy,
      Optional<Policy> reference,
      Optimizer optimizer,
      ValueModel valueModel,
      Optimizer valueOptimizer,
      PpoConfig config,
      long seed) {
    checkArgument(
        valueOptimizer.parameters().size() > 0,
        "valueOptimizer: expected parameters to update, got none");
    return new PpoTrainer(
        new PolicyUpdater(policy, reference, optimizer, config.settings(), PpoMetrics.ALL, seed),
        new Critic.Separate(valueModel, valueOptimizer, config.valueLoss()),
        config);
  }

  /**
   * Learns from one iteration's episodes.
   *
   * @param microBatches the episodes; how they are split changes nothing
   * @return {@link PpoMetrics}. Where a loss or a gradient norm is not finite the iteration ends
   *     there, and earlier updates of it have been made
   * @throws IllegalArgumentException if there is no batch; nothing is changed then
   */
  @Override
  public Metrics iterate(List<RolloutBatch> microBatches) {
    MetricTally tally = updater.tally();
    EpisodeTable read = updater.read(microBatches, tally);
    if (read.rows().isEmpty()) {
      return updater.nothing(tally);
    }
    EpisodeTable episodes = EpisodeReturns.estimated(read, critic, config);
    PpoMetrics.addValues(tally, episodes);
    return updater.learn(episodes, episodes.column(Column.ADVANTAGES), critic, tally);
  }

  @Override
  public TrainerDescription description() {
    return updater.description(config.identity()).with(critic.state(), critic.identity());
  }
}
