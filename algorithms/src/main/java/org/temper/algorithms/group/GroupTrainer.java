package org.temper.algorithms.group;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Floats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.group.GroupMethod.GroupRewards;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Row;
import org.temper.algorithms.policygradient.PenalizedRewards;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.PolicyUpdater;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;

/**
 * Reinforcement learning without a value model: an episode is compared with the others of its
 * group, and all of its tokens share its advantage, unless {@link GroupConfig#credit} says
 * otherwise. GRPO, DAPO, BNPO, Dr.GRPO, GSPO, CISPO, RLOO, REINFORCE++, ReMax, OPO and REINFORCE
 * are {@link GroupMethod}s.
 *
 * <p>{@link #iterate} learns from episodes that the policy played, as it is, in some passes of some
 * optimizer updates each. An episode in which the policy produced no token counts in its group's
 * statistics, and nothing is learned from it.
 */
public final class GroupTrainer implements IterationTrainer<RolloutBatch> {
  private final GroupConfig config;
  private final PolicyUpdater updater;

  private GroupTrainer(
      Policy policy,
      Optional<Policy> reference,
      Optimizer optimizer,
      GroupConfig config,
      long seed) {
    this.config = config;
    this.updater =
        new PolicyUpdater(policy, reference, optimizer, config.settings(), PolicyMetrics.ALL, seed);
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
   * @return {@link PolicyMetrics}. Where a loss or a gradient norm is not finite the iteration ends
   *     there, and earlier updates of it have been made
   * @throws IllegalArgumentException if there is no batch, the method asks for what the groups
   *     lack, or divides a proper score; nothing is changed then
   */
  @Override
  public Metrics iterate(List<RolloutBatch> microBatches) {
    microBatches.forEach(batch -> config.checkRewards(batch.rewardKind()));
    MetricTally tally = updater.tally();
    EpisodeTable episodes = updater.read(microBatches, tally);
    if (episodes.rows().isEmpty()) {
      return updater.nothing(tally);
    }
    return updater.learn(
        episodes, advantages(episodes, config), PolicyUpdater.Addition.NONE, tally);
  }

  /** The advantage of each token. */
  static float[][] advantages(EpisodeTable episodes, GroupConfig config) {
    GroupRewards rewards = rewards(episodes);
    float[][] ofEpisodes = ofTokens(episodes, config.method().advantages().advantages(rewards));
    return switch (config.credit()) {
      case EPISODE -> ofEpisodes;
      case ACTIONS -> new ActionCredit(episodes, config.method()).advantages(rewards, ofEpisodes);
    };
  }

  /** The rewards of all episodes, less their penalties, in float32, which the tokens' are in. */
  private static GroupRewards rewards(EpisodeTable episodes) {
    List<TrajectoryGroup> groups = episodes.groups();
    float[][] raw = new float[groups.size()][];
    float[][] taken = new float[groups.size()][];
    double[][] rewards = new double[groups.size()][];
    int[][] lengths = new int[groups.size()][];
    for (int g = 0; g < rewards.length; g++) {
      List<RewardedTrajectory> members = groups.get(g).members();
      raw[g] = Floats.toArray(members.stream().map(RewardedTrajectory::reward).toList());
      taken[g] = new float[members.size()];
      lengths[g] =
          members.stream().mapToInt(member -> member.trajectory().completion().length()).toArray();
    }
    float[] penalties = penalties(episodes);
    for (int i = 0; i < penalties.length; i++) {
      Row row = episodes.rows().get(i);
      taken[row.group()][row.member()] = penalties[i];
    }
    for (int g = 0; g < rewards.length; g++) {
      rewards[g] = PenalizedRewards.of(raw[g], taken[g]);
    }
    return new GroupRewards(rewards, lengths, greedy(groups));
  }

  /** The sums over each row's tokens; none where nothing is taken off the rewards. */
  private static float[] penalties(EpisodeTable episodes) {
    if (!episodes.has(Column.PENALTIES)) {
      return new float[0];
    }
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      return episodes.array(host, Column.PENALTIES).sum(new int[] {1}).toFloatArray();
    }
  }

  private static Optional<double[]> greedy(List<TrajectoryGroup> groups) {
    return groups.stream().allMatch(group -> group.greedyReward().isPresent())
        ? Optional.of(
            groups.stream()
                .mapToDouble(group -> (float) group.greedyReward().orElseThrow())
                .toArray())
        : Optional.empty();
  }

  /** Each of the policy's tokens has the advantage of its episode. */
  private static float[][] ofTokens(EpisodeTable episodes, double[][] advantages) {
    float[][] tokens = new float[episodes.rows().size()][];
    for (int i = 0; i < tokens.length; i++) {
      Row row = episodes.rows().get(i);
      boolean[] own = row.sequence().completion();
      tokens[i] = new float[own.length];
      for (int t = 0; t < own.length; t++) {
        tokens[i][t] = own[t] ? (float) advantages[row.group()][row.member()] : 0;
      }
    }
    return tokens;
  }

  @Override
  public TrainerDescription description() {
    return updater.description(
        Map.of("algorithm", config.method().name(), "credit", config.credit().toString()));
  }
}
