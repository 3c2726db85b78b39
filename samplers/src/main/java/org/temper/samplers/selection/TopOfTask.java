package org.temper.samplers.selection;

/**
 * The best of each task.
 *
 * @param count how many of a task
 */
record TopOfTask(int count) implements Selection {
  TopOfTask {
    RewardOrder.checkCount(count);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keepOfTasks(task -> RewardOrder.bestFirst(task).stream().limit(count).toList());
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
