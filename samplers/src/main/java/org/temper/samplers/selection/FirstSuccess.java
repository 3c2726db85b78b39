package org.temper.samplers.selection;

/**
 * The first success of each task.
 *
 * @param threshold the least reward of a success
 */
record FirstSuccess(double threshold) implements Selection {
  FirstSuccess {
    RewardOrder.checkThreshold(threshold);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keepOfTasks(
        task ->
            task.stream().filter(candidate -> candidate.reward() >= threshold).limit(1).toList());
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
