package org.temper.api.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.TokenCount;

/**
 * The data that one iteration of reinforcement learning learns from.
 *
 * @param groups the rewarded episodes by prompt, at least one group
 * @param leftOut episodes that were played and are not among them, because they failed or because
 *     their reward is not known
 * @param droppedGroups groups that were sampled and are not among them, because their rewards did
 *     not differ
 * @param rewardKind what is meant by the size of the rewards
 */
public record RolloutBatch(
    List<TrajectoryGroup> groups, int leftOut, int droppedGroups, RewardKind rewardKind)
    implements TokenCount {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no group, or a count is negative
   */
  public RolloutBatch {
    checkArgument(!groups.isEmpty(), "groups: expected at least one, got none");
    checkArgument(leftOut >= 0, "leftOut: expected at least 0, got %s", leftOut);
    checkArgument(droppedGroups >= 0, "droppedGroups: expected at least 0, got %s", droppedGroups);
    groups = ImmutableList.copyOf(groups);
  }

  /**
   * A batch of ordinary rewards from which nothing was left out.
   *
   * @param groups the rewarded episodes by prompt, at least one group
   * @return the batch
   * @throws IllegalArgumentException if there is no group
   */
  public static RolloutBatch of(List<TrajectoryGroup> groups) {
    return new RolloutBatch(groups, 0, 0, RewardKind.ORDINARY);
  }

  /**
   * This batch with rewards of another kind.
   *
   * @param kind what is meant by their size
   * @return a new batch
   */
  public RolloutBatch withRewardKind(RewardKind kind) {
    return new RolloutBatch(groups, leftOut, droppedGroups, kind);
  }

  /**
   * The episodes of all groups, in order.
   *
   * @return the episodes
   */
  public List<RewardedTrajectory> members() {
    return groups.stream().flatMap(group -> group.members().stream()).toList();
  }

  @Override
  public long tokenCount() {
    return members().stream().mapToLong(member -> member.trajectory().tokens().length()).sum();
  }
}
