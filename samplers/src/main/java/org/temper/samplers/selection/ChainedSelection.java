package org.temper.samplers.selection;

/**
 * One selection after the other.
 *
 * @param first selects from all
 * @param next selects from what the first one keeps
 */
record ChainedSelection(Selection first, Selection next) implements Selection {

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    return next.select(first.select(pool, seed), seed);
  }

  @Override
  public Scope scope() {
    return first.scope() == Scope.TASK ? next.scope() : Scope.POOL;
  }

  @Override
  public String identity() {
    return first.identity() + ", then " + next.identity();
  }
}
