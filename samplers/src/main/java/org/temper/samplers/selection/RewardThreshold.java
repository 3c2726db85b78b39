package org.temper.samplers.selection;

/**
 * Selection of what is worth enough.
 *
 * @param threshold the least reward
 */
record RewardThreshold(double threshold) implements Selection {
  RewardThreshold {
    RewardOrder.checkThreshold(threshold);
  }

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool.keep(candidate -> candidate.reward() >= threshold);
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
