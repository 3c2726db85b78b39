package org.temper.samplers.selection;

/** Selection of all that has a reward. */
record EveryCandidate() implements Selection {

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return pool;
  }

  @Override
  public Scope scope() {
    return Scope.TASK;
  }
}
