package org.temper.algorithms.policygradient;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.Stats;
import com.google.common.math.StatsAccumulator;
import java.util.List;
import java.util.Map;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;

/**
 * What an iteration's episodes were like. {@code docs/metrics.md} defines each figure.
 *
 * @param rawReward mean over the episodes of what their judge gave
 * @param reward mean over the episodes of the shaped reward
 * @param rewardDeviation standard deviation of the shaped reward over all episodes, unbiased; 0 for
 *     one
 * @param groupsWithoutVariance share of the groups whose rewards do not differ
 * @param completionLength mean tokens that the policy produced in an episode
 * @param truncated share of the episodes that were cut off
 * @param episodes how many episodes
 * @param leftOut episodes without a reward
 * @param droppedGroups groups that dynamic sampling replaced
 */
public record RolloutFigures(
    double rawReward,
    double reward,
    double rewardDeviation,
    double groupsWithoutVariance,
    double completionLength,
    double truncated,
    double episodes,
    double leftOut,
    double droppedGroups) {

  /** Figures of all batches together. */
  public static RolloutFigures of(List<RolloutBatch> batches) {
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
    return new RolloutFigures(
        raw.mean(),
        shaped.mean(),
        shaped.count() > 1 ? shaped.sampleStandardDeviation() : 0,
        equal.mean(),
        lengths.mean(),
        truncated.mean(),
        raw.count(),
        batches.stream().mapToInt(RolloutBatch::leftOut).sum(),
        batches.stream().mapToInt(RolloutBatch::droppedGroups).sum());
  }

  public Map<String, Double> toMap() {
    return ImmutableMap.<String, Double>builder()
        .put("raw_reward", rawReward)
        .put("reward", reward)
        .put("reward_deviation", rewardDeviation)
        .put("groups_without_variance", groupsWithoutVariance)
        .put("completion_length", completionLength)
        .put("truncated", truncated)
        .put("episodes", episodes)
        .put("left_out", leftOut)
        .put("dropped_groups", droppedGroups)
        .buildOrThrow();
  }
}
