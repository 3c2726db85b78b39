package org.temper.algorithms.group;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.temper.algorithms.policygradient.Divergence;
import org.temper.algorithms.policygradient.GroupMetrics;
import org.temper.algorithms.policygradient.Iteration;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.LearnedRows;
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
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.Stateful;
import org.temper.api.TokenOutput;
import org.temper.api.rollouts.RolloutBatch;

/**
 * Reinforcement learning without a value model: an episode is compared with the others of its
 * group, and all of its tokens share its advantage. GRPO, DAPO, BNPO, Dr.GRPO, GSPO, CISPO, RLOO,
 * REINFORCE++, ReMax, OPO and REINFORCE are {@link GroupMethod}s.
 *
 * <p>One {@link #update} is one iteration: episodes that the policy played, as it is, are learned
 * from in some passes of some optimizer updates each. An episode in which the policy produced no
 * token counts in its group's statistics, and nothing is learned from it.
 */
public final class GroupTrainer implements Trainer<RolloutBatch> {
  private final Policy policy;
  private final Optional<Policy> reference;
  private final Optimizer optimizer;
  private final GroupConfig config;
  private final long seed;

  private GroupTrainer(
      Policy policy,
      Optional<Policy> reference,
      Optimizer optimizer,
      GroupConfig config,
      long seed) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    PolicyState.checkReference(policy, reference, config.klPenalty());
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.config = config;
    this.seed = seed;
  }

  /**
   * A trainer without a reference. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @param seed decides the order of the minibatches
   * @throws IllegalArgumentException if the optimizer has no parameters, or there is a penalty
   */
  public GroupTrainer(Policy policy, Optimizer optimizer, GroupConfig config, long seed) {
    this(policy, Optional.empty(), optimizer, config, seed);
  }

  /**
   * A trainer with a reference, by which the policy's divergence is measured, and penalized where
   * there is a penalty. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference usually {@link Policy#frozenCopy} of the policy before training; only ever
   *     evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @param seed decides the order of the minibatches
   * @throws IllegalArgumentException if the optimizer has no parameters, or the reference is the
   *     policy itself or has another vocabulary
   */
  public GroupTrainer(
      Policy policy, Policy reference, Optimizer optimizer, GroupConfig config, long seed) {
    this(policy, Optional.of(reference), optimizer, config, seed);
  }

  /**
   * Learns from one iteration's episodes.
   *
   * @param microBatches the episodes; how they are split changes nothing
   * @return what the iteration tells of itself. Where a loss or a gradient norm is not finite the
   *     iteration ends there, and earlier updates of it have been made
   * @throws IllegalArgumentException if there is no batch, or the method asks for what the groups
   *     lack; nothing is changed then
   */
  @Override
  public GroupMetrics update(List<RolloutBatch> microBatches) {
    Iteration iteration = Iteration.of(microBatches);
    int rowsAtOnce = config.minibatches().rowsAtOnce();
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      if (iteration.rows().isEmpty()) {
        return GroupMetrics.ofNothing(iteration.figures(), reference, config.klPenalty());
      }
      PolicyState state =
          PolicyState.of(host, policy, reference, iteration.rows(), config.oldPolicy(), rowsAtOnce);
      NDArray advantages =
          GroupComparison.advantages(
                  host,
                  iteration,
                  state.rewardPenalties(host, config.klPenalty()),
                  config.method().advantages())
              .mul(state.importance().weights());
      LearnedRows rows =
          new LearnedRows(
              iteration.sequences(),
              state.old(),
              state.reference(),
              TokenTable.of(advantages, iteration.rows()));
      UpdateFigures updates = learn(rows);
      return new GroupMetrics(
          iteration.figures(),
          updates,
          state.importance().figures(),
          state.divergence(),
          state.control(config.klPenalty(), iteration.rows().size()));
    }
  }

  private UpdateFigures learn(LearnedRows rows) {
    PolicyLoss loss =
        new PolicyLoss(
            config.method().objective(),
            config.method().reduction(),
            config.entropyCoefficient(),
            Divergence.of(config.klPenalty(), KlPenalty.Placement.LOSS));
    UpdateSums sums = new UpdateSums();
    PolicyStep step = new PolicyStep(policy, optimizer, loss, sums);
    MinibatchConfig minibatches = config.minibatches();
    long iteration = optimizer.updates();
    Set<TokenOutput> outputs = EnumSet.of(TokenOutput.ENTROPY);
    return PolicyUpdates.run(
        minibatches.epochs(),
        minibatches.maxKl(),
        sums,
        epoch -> Minibatches.of(rows.sequences(), minibatches, seed, iteration, epoch),
        parts -> step.make(rows, parts, outputs, (scored, part, normalizer) -> Optional.empty()));
  }

  @Override
  public Map<String, Stateful> state() {
    return PolicyState.stateful(policy.parameters(), optimizer, config.klPenalty()).buildOrThrow();
  }

  @Override
  public Map<String, String> units() {
    return RlUnits.OF_POLICY;
  }
}
