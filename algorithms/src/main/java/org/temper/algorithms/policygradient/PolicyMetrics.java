package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.math.Stats;
import com.google.common.math.StatsAccumulator;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.api.Policy;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.losses.KlEstimators;

/**
 * Metrics of an iteration on a policy's own episodes. <i>Tokens</i> are those that the policy
 * produced, <i>episodes</i> the rewarded completions or dialogues of the iteration.
 */
public final class PolicyMetrics {
  /** Of the optimizer updates. */
  public static final UpdateMetrics UPDATE =
      UpdateMetrics.of(
          "token",
          "",
          "mean over the updates of what they descended, penalty, entropy bonus and (on a shared"
              + " trunk) value loss included");

  /** What the judge gave. */
  public static final Metric RAW_REWARD =
      Metric.last("raw_reward", "rewards", "mean over the episodes of what their judge gave");

  /** What is learned from. */
  public static final Metric REWARD =
      Metric.last("reward", "rewards", "the same after shaping, which is what is learned from");

  /** Its spread. */
  public static final Metric REWARD_DEVIATION =
      Metric.last(
          "reward_deviation",
          "rewards",
          "its standard deviation over all episodes, unbiased; 0 for one");

  /** Groups that teach nothing by themselves. */
  public static final Metric GROUPS_WITHOUT_VARIANCE =
      Metric.last(
          "groups_without_variance",
          "share of groups",
          "groups whose rewards are all equal, groups of one included");

  /** Tokens of an episode. */
  public static final Metric COMPLETION_LENGTH =
      Metric.last("completion_length", "tokens", "mean tokens of the policy's in an episode");

  /** Episodes that had more to come. */
  public static final Metric TRUNCATED =
      Metric.last("truncated", "share of episodes", "episodes that were cut off");

  /** Episodes. */
  public static final Metric EPISODES =
      Metric.last("episodes", "episodes per iteration", "how many were learned from");

  /** Episodes that are missing. */
  public static final Metric LEFT_OUT =
      Metric.last(
          "left_out", "episodes per iteration", "played, but failed or without a known reward");

  /** Groups that are missing. */
  public static final Metric DROPPED_GROUPS =
      Metric.last("dropped_groups", "groups per iteration", "replaced by dynamic sampling");

  /** Divergence from the reference, of an episode. */
  public static final Metric KL =
      Metric.mean(
          "kl",
          "nats per episode",
          "mean over the episodes of Σ (log π_old − log π_ref) over their tokens: k1, which is what"
              + " the controller's target is compared with. May be negative by chance");

  /** Divergence from the reference, of a token. */
  public static final Metric KL_K1 =
      Metric.mean("kl_k1", "nats per token", "mean of log(π_old/π_ref)");

  /** Divergence from the reference, of a token. */
  public static final Metric KL_K2 =
      Metric.mean("kl_k2", "nats per token", "mean of ½ · log(π_old/π_ref)²");

  /** Divergence from the reference, of a token. */
  public static final Metric KL_K3 =
      Metric.mean("kl_k3", "nats per token", "mean of π_ref/π_old − 1 + log(π_old/π_ref)");

  /** The penalty's coefficient. */
  public static final Metric KL_COEFFICIENT =
      Metric.last(
          "kl_coefficient",
          "rewards per nat, or none",
          "what the penalty was multiplied by in this iteration, where there is one");

  /** The old policy against the one that sampled. */
  public static final Metric IMPORTANCE_MEAN =
      Metric.mean(
          "importance_mean",
          "",
          "mean of the truncated weights min(C, π_old / π_behavior); 1 where the policy sampled"
              + " itself at temperature 1");

  /** The largest weight. */
  public static final Metric IMPORTANCE_MAX =
      Metric.last("importance_max", "", "the largest of these weights");

  /** How many tokens the weights are worth. */
  public static final Metric EFFECTIVE_SAMPLE_SHARE =
      Metric.last(
          "effective_sample_share",
          "share of tokens",
          "Kish's (Σ w)² / Σ w² of these weights, divided by the number of tokens");

  /** Entropy of the policy. */
  public static final Metric ENTROPY =
      Metric.mean(
          "entropy",
          "nats per token",
          "mean entropy of the distributions that the tokens were chosen from");

  /** Those of the episodes, before anything is learned. */
  public static final ImmutableList<Metric> ROLLOUTS =
      ImmutableList.of(
          RAW_REWARD,
          REWARD,
          REWARD_DEVIATION,
          GROUPS_WITHOUT_VARIANCE,
          COMPLETION_LENGTH,
          TRUNCATED,
          EPISODES,
          LEFT_OUT,
          DROPPED_GROUPS);

  private static final List<Metric> DIVERGENCE = List.of(KL, KL_K1, KL_K2, KL_K3);

  private static final List<Metric> IMPORTANCE =
      List.of(IMPORTANCE_MEAN, IMPORTANCE_MAX, EFFECTIVE_SAMPLE_SHARE);

  /** All of them, in the order in which they are written. */
  public static final ImmutableList<Metric> ALL =
      ImmutableList.<Metric>builder()
          .add(UPDATE.loss())
          .addAll(ROLLOUTS)
          .addAll(DIVERGENCE)
          .add(KL_COEFFICIENT)
          .addAll(IMPORTANCE)
          .add(ENTROPY)
          .add(UPDATE.approximateKl(), UPDATE.clipLow(), UPDATE.clipHigh())
          .add(UPDATE.ratioMean(), UPDATE.ratioMax(), UPDATE.updates())
          .add(UPDATE.gradientNorm(), UPDATE.learningRate())
          .build();

  private PolicyMetrics() {}

  /**
   * Adds what the episodes of all batches together are like.
   *
   * @param tally of {@link #ROLLOUTS} at least
   * @param batches the episodes
   */
  public static void addRollouts(MetricTally tally, List<RolloutBatch> batches) {
    StatsAccumulator raw = new StatsAccumulator();
    StatsAccumulator shaped = new StatsAccumulator();
    StatsAccumulator lengths = new StatsAccumulator();
    StatsAccumulator truncated = new StatsAccumulator();
    StatsAccumulator equal = new StatsAccumulator();
    for (RolloutBatch batch : batches) {
      for (TrajectoryGroup group : batch.groups()) {
        Stats rewards = Stats.of(group.members().stream().mapToDouble(RewardedTrajectory::reward));
        equal.add(rewards.max() == rewards.min() ? 1 : 0);
        for (RewardedTrajectory member : group.members()) {
          raw.add(member.rawReward());
          shaped.add(member.reward());
          lengths.add(member.trajectory().completion().length());
          truncated.add(member.trajectory().ending().kind() == Ending.Kind.TRUNCATED ? 1 : 0);
        }
      }
    }
    tally.add(RAW_REWARD, raw.mean());
    tally.add(REWARD, shaped.mean());
    tally.add(REWARD_DEVIATION, shaped.count() > 1 ? shaped.sampleStandardDeviation() : 0);
    tally.add(GROUPS_WITHOUT_VARIANCE, equal.mean());
    tally.add(COMPLETION_LENGTH, lengths.mean());
    tally.add(TRUNCATED, truncated.mean());
    tally.add(EPISODES, (double) raw.count());
    tally.add(LEFT_OUT, batches.stream().mapToInt(RolloutBatch::leftOut).sum());
    tally.add(DROPPED_GROUPS, batches.stream().mapToInt(RolloutBatch::droppedGroups).sum());
  }

  /** Adds how far the old policy is from the reference. */
  static void addDivergence(MetricTally tally, NDManager host, EpisodeTable episodes) {
    NDArray old = episodes.array(host, Column.OLD_LOG_PROBS);
    NDArray reference = episodes.array(host, Column.REF_LOG_PROBS);
    double tokens = (double) episodes.tokens();
    double k1 = KlEstimators.k1(old, reference).sum().getFloat();
    tally.add(KL, k1, episodes.rows().size());
    tally.add(KL_K1, k1, tokens);
    tally.add(KL_K2, KlEstimators.k2(old, reference).sum().getFloat(), tokens);
    tally.add(KL_K3, KlEstimators.k3(old, reference).sum().getFloat(), tokens);
  }

  /**
   * Adds what is left to be said where the policy produced no token: 0, and weights of 1.
   *
   * @param tally as {@link #addRollouts} left it
   * @param declared what it may tell
   * @param reference where there is one
   */
  public static void addNothing(
      MetricTally tally, List<Metric> declared, Optional<Policy> reference) {
    for (Metric metric : declared) {
      if (!ROLLOUTS.contains(metric)
          && !metric.equals(KL_COEFFICIENT)
          && (reference.isPresent() || !DIVERGENCE.contains(metric))) {
        double value = IMPORTANCE.contains(metric) ? 1 : 0;
        if (metric.averaging() == Metric.Averaging.MEAN) {
          tally.add(metric, value, 1);
        } else {
          tally.add(metric, value);
        }
      }
    }
  }
}
