package org.temper.samplers.selection;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * The best of each task whose keys differ.
 *
 * @param count how many of a task
 * @param keyName what the key is called
 * @param key tells candidates apart
 */
record DiverseOfTask(int count, String keyName, Function<Candidate, String> key)
    implements Selection {
  DiverseOfTask {
    RewardOrder.checkCount(count);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keepOfTasks(
        task -> {
          Set<String> seen = new HashSet<>();
          return RewardOrder.bestFirst(task).stream()
              .filter(candidate -> seen.add(key.apply(candidate)))
              .limit(count)
              .toList();
        });
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }

  @Override
  public String identity() {
    return "DiverseOfTask[count=" + count + ", keyName=" + keyName + "]";
  }
}
