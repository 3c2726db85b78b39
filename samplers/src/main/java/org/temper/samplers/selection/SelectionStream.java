package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A selection of candidates that come task by task. Where the selection has the scope of a task,
 * what it keeps is passed on at once and the rest forgotten; else all candidates are held until the
 * last task has come.
 */
public final class SelectionStream {
  private final Selection selection;
  private final long seed;
  private final Consumer<Candidate> kept;
  private final Set<String> seen = new HashSet<>();
  private final List<Candidate> held = new ArrayList<>();
  private int unscored;
  private boolean finished;

  /**
   * A stream that has seen no task yet.
   *
   * @param selection selects
   * @param seed decides whatever is drawn
   * @param kept takes what is kept: the candidates of a task by stream, tasks as they came or, in
   *     the scope of the pool, by their keys
   */
  public SelectionStream(Selection selection, long seed, Consumer<Candidate> kept) {
    this.selection = selection;
    this.seed = seed;
    this.kept = kept;
  }

  /**
   * Takes all candidates of a task, or of several.
   *
   * @param candidates in any order; those without a reward are counted and left out
   * @throws IllegalArgumentException if a task came before
   * @throws IllegalStateException if the stream is finished
   */
  public void add(Collection<Candidate> candidates) {
    checkState(!finished, "add: expected a stream that is not finished, got a finished one");
    Set<String> tasks = new HashSet<>();
    candidates.forEach(candidate -> tasks.add(candidate.task()));
    for (String task : tasks) {
      checkArgument(
          !seen.contains(task),
          "candidates: expected all of a task at once, got more of task %s",
          task);
    }
    seen.addAll(tasks);
    CandidatePool pool = CandidatePool.of(candidates);
    unscored += pool.unscored();
    if (selection.scope() == Selection.Scope.TASK) {
      selection.select(pool, seed).candidates().forEach(kept);
    } else {
      held.addAll(pool.candidates());
    }
  }

  /** Ends the stream: what was held is selected from and passed on. */
  public void finish() {
    checkState(!finished, "finish: expected a stream that is not finished, got a finished one");
    finished = true;
    selection.select(CandidatePool.of(held), seed).candidates().forEach(kept);
    held.clear();
  }

  /**
   * How many candidates came without a reward.
   *
   * @return at least 0
   */
  public int unscored() {
    return unscored;
  }
}
