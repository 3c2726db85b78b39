package org.temper.algorithms.rollouts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.temper.api.rollouts.Trajectory;

/**
 * Episodes of one task whose raw rewards are known.
 *
 * @param task the task's position in its list
 * @param members the episodes
 * @param greedy the greedy episode, where one was played
 */
record RawGroup(int task, List<Rewarded> members, Optional<Rewarded> greedy) {

  /** An episode and its raw reward. */
  record Rewarded(Trajectory trajectory, double reward) {
    int completionLength() {
      return trajectory.completion().length();
    }
  }

  static RawGroup of(int task, List<Rewarded> members) {
    return new RawGroup(task, members, Optional.empty());
  }

  RawGroup withGreedy(Rewarded value) {
    return new RawGroup(task, members, Optional.of(value));
  }

  boolean differs() {
    return members.stream().mapToDouble(Rewarded::reward).distinct().limit(2).count() == 2;
  }

  /** All episodes of groups, greedy ones last. */
  static List<Rewarded> all(List<RawGroup> groups) {
    List<Rewarded> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.members()));
    groups.forEach(group -> group.greedy().ifPresent(all::add));
    return all;
  }
}
