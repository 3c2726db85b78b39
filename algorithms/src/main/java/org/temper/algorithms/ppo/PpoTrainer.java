package org.temper.algorithms.ppo;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.policygradient.Divergence;
import org.temper.algorithms.policygradient.EpisodeRow;
import org.temper.algorithms.policygradient.GroupMetrics;
import org.temper.algorithms.policygradient.Iteration;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.LearnedRows;
import org.temper.algorithms.policygradient.LossReduction;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.Minibatches;
import org.temper.algorithms.policygradient.PolicyLoss;
import org.temper.algorithms.policygradient.PolicyState;
import org.temper.algorithms.policygradient.PolicyStep;
import org.temper.algorithms.policygradient.PolicyUpdates;
import org.temper.algorithms.policygradient.RlUnits;
import org.temper.algorithms.policygradient.TokenTable;
import org.temper.algorithms.policygradient.UpdateFigures;
import org.temper.algorithms.policygradient.UpdateSums;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.Stateful;
import org.temper.api.ValueModel;
import org.temper.api.rollouts.RolloutBatch;

/**
 * Proximal policy optimization of tokens, with a value model on the policy's own trunk or on one of
 * its own.
 *
 * <p>One {@link #update} is one iteration: episodes that the policy played, as it is, are valued;
 * advantages are estimated over the policy's own tokens, past those of the environment; and all is
 * learned from in some passes of some optimizer updates each. Only truncated episodes bootstrap. An
 * action's reward lies on its last token, and the rest of the episode's reward on the last token of
 * all.
 *
 * <p>Sources: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", algorithm 1 and
 * equation 9; Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences", section
 * 2.2, for the penalty in the rewards.
 */
public final class PpoTrainer implements Trainer<RolloutBatch> {
  private final Policy policy;
  private final Optional<Policy> reference;
  private final Optimizer optimizer;
  private final Critic critic;
  private final PpoConfig config;
  private final long seed;

  private PpoTrainer(
      Policy policy,
      Optional<Policy> reference,
      Optimizer optimizer,
      Critic critic,
      PpoConfig config,
      long seed) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    PolicyState.checkReference(policy, reference, config.klPenalty());
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.critic = critic;
    this.config = config;
    this.seed = seed;
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
        policy,
        reference,
        optimizer,
        new Critic.Shared(policy, config.valueLoss().coefficient()),
        config,
        seed);
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
        policy,
        reference,
        optimizer,
        new Critic.Separate(valueModel, valueOptimizer),
        config,
        seed);
  }

  /**
   * Learns from one iteration's episodes.
   *
   * @param microBatches the episodes; how they are split changes nothing
   * @return what the iteration tells of itself. Where a loss or a gradient norm is not finite the
   *     iteration ends there, and earlier updates of it have been made
   * @throws IllegalArgumentException if there is no batch; nothing is changed then
   */
  @Override
  public PpoMetrics update(List<RolloutBatch> microBatches) {
    Iteration iteration = Iteration.of(microBatches);
    List<EpisodeRow> rows = iteration.rows();
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      if (rows.isEmpty()) {
        return new PpoMetrics(
            GroupMetrics.ofNothing(iteration.figures(), reference, config.klPenalty()),
            new ValueFigures(0, 0, 0));
      }
      PolicyState state =
          PolicyState.of(
              host, policy, reference, rows, config.oldPolicy(), config.minibatches().rowsAtOnce());
      EstimatedReturns estimated =
          EstimatedReturns.of(
              host,
              critic,
              rows,
              state.mask(),
              state.rewardPenalties(host, config.klPenalty()),
              config);
      LearnedRows learned =
          new LearnedRows(
              iteration.sequences(),
              state.old(),
              state.reference(),
              TokenTable.of(estimated.advantages().mul(state.importance().weights()), rows));
      ValueFit fit =
          new ValueFit(
              TokenTable.of(estimated.values(), rows),
              TokenTable.of(estimated.returns(), rows),
              config.valueLoss().clip());
      ValueSums valueSums = new ValueSums();
      UpdateFigures updates = learn(learned, fit, valueSums);
      return new PpoMetrics(
          new GroupMetrics(
              iteration.figures(),
              updates,
              state.importance().figures(),
              state.divergence(),
              state.control(config.klPenalty(), rows.size())),
          ValueFigures.of(valueSums.mean(), estimated.values(), estimated.returns(), state.mask()));
    }
  }

  private UpdateFigures learn(LearnedRows rows, ValueFit fit, ValueSums valueSums) {
    PolicyLoss loss =
        new PolicyLoss(
            config.objective(),
            LossReduction.tokenMean(),
            config.entropyCoefficient(),
            Divergence.of(config.klPenalty(), KlPenalty.Placement.LOSS));
    UpdateSums sums = new UpdateSums();
    PolicyStep step = new PolicyStep(policy, optimizer, loss, sums);
    MinibatchConfig minibatches = config.minibatches();
    long iteration = optimizer.updates();
    return PolicyUpdates.run(
        minibatches.epochs(),
        minibatches.maxKl(),
        sums,
        epoch -> Minibatches.of(rows.sequences(), minibatches, seed, iteration, epoch),
        parts -> {
          GradientAccumulation.Outcome outcome =
              step.make(
                  rows,
                  parts,
                  critic.outputs(),
                  (scored, part, normalizer) ->
                      critic.share(scored, part, fit, normalizer.tokens(), valueSums));
          critic.update(rows, parts, fit, valueSums);
          return outcome;
        });
  }

  @Override
  public Map<String, Stateful> state() {
    return PolicyState.stateful(policy.parameters(), optimizer, config.klPenalty())
        .putAll(critic.state())
        .buildOrThrow();
  }

  @Override
  public Map<String, String> units() {
    return RlUnits.WITH_VALUES;
  }
}
