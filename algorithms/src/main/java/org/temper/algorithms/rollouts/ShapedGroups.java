package org.temper.algorithms.rollouts;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.samplers.rewards.RewardShaping;

/** Groups whose raw rewards become those that are learned from. */
final class ShapedGroups {
  private ShapedGroups() {}

  /** Shapes all rewards of an iteration together, so that running statistics see them once. */
  static List<TrajectoryGroup> of(List<RawGroup> groups, RewardShaping shaping, List<String> ids) {
    List<RawGroup.Rewarded> all = RawGroup.all(groups);
    double[] shaped =
        shaping.shaped(
            all.stream().mapToDouble(RawGroup.Rewarded::reward).toArray(),
            all.stream().mapToInt(RawGroup.Rewarded::completionLength).toArray());
    int next = 0;
    int nextGreedy = groups.stream().mapToInt(group -> group.members().size()).sum();
    ImmutableList.Builder<TrajectoryGroup> done = ImmutableList.builder();
    for (RawGroup group : groups) {
      List<RewardedTrajectory> members = new ArrayList<>();
      for (RawGroup.Rewarded member : group.members()) {
        members.add(new RewardedTrajectory(member.trajectory(), member.reward(), shaped[next++]));
      }
      OptionalDouble greedy =
          group.greedy().isPresent()
              ? OptionalDouble.of(shaped[nextGreedy++])
              : OptionalDouble.empty();
      done.add(new TrajectoryGroup(ids.get(group.task()), members, greedy));
    }
    return done.build();
  }
}
