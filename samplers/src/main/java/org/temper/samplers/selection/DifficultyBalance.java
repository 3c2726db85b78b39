package org.temper.samplers.selection;

import java.util.List;

/**
 * Successes, fewer of the tasks that are easy.
 *
 * @param threshold the least reward of a success
 * @param count how many of a task whose success rate is near 0
 */
record DifficultyBalance(double threshold, int count) implements Selection {
  DifficultyBalance {
    RewardOrder.checkThreshold(threshold);
    RewardOrder.checkCount(count);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keepOfTasks(this::ofTask);
  }

  private List<Candidate> ofTask(List<Candidate> task) {
    List<Candidate> successes =
        RewardOrder.bestFirst(task).stream()
            .filter(candidate -> candidate.reward() >= threshold)
            .toList();
    long failures = (long) task.size() - successes.size();
    // In whole numbers, as 10 * (1 - 0.9) is above 1; 0 where all succeed.
    long most = ((long) count * failures + task.size() - 1) / task.size();
    return successes.stream().limit(most).toList();
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
