package org.temper.api.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Episodes from one prompt. What could not be rewarded is not among them, so groups of one batch
 * may differ in size.
 *
 * @param id what the task is called where a run has to name it
 * @param members the episodes, at least one
 * @param greedyReward the reward of the prompt's greedy completion, where an estimator asks for it
 */
public record TrajectoryGroup(
    String id, List<RewardedTrajectory> members, OptionalDouble greedyReward) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no member, or the greedy reward is not finite
   */
  public TrajectoryGroup {
    checkArgument(!members.isEmpty(), "members: expected at least one, got none");
    checkArgument(
        greedyReward.isEmpty() || Double.isFinite(greedyReward.getAsDouble()),
        "greedyReward: expected a finite number, got %s",
        greedyReward);
    members = ImmutableList.copyOf(members);
  }

  /**
   * Episodes without a greedy one beside them.
   *
   * @param id what the task is called
   * @param members the episodes, at least one
   * @return the group
   * @throws IllegalArgumentException if there is no member
   */
  public static TrajectoryGroup of(String id, List<RewardedTrajectory> members) {
    return new TrajectoryGroup(id, members, OptionalDouble.empty());
  }
}
