package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Candidates whose rewards are known, each once, in the order of their tasks' keys and streams, so
 * that a selection does not depend on the order in which episodes came; and how many were left out
 * because their rewards are not known.
 *
 * <p>Immutable.
 */
public final class CandidatePool {
  private static final Comparator<Candidate> ORDER =
      comparing(Candidate::task).thenComparingLong(Candidate::stream);

  private final ImmutableList<Candidate> candidates;
  private final int unscored;

  private CandidatePool(ImmutableList<Candidate> candidates, int unscored) {
    this.candidates = candidates;
    this.unscored = unscored;
  }

  /**
   * A pool.
   *
   * @param candidates in any order; those whose reward is not known are counted and left out
   * @return the pool
   * @throws IllegalArgumentException if two have the same task and stream
   */
  public static CandidatePool of(Collection<Candidate> candidates) {
    List<Candidate> sorted = candidates.stream().sorted(ORDER).toList();
    for (int i = 1; i < sorted.size(); i++) {
      checkArgument(
          ORDER.compare(sorted.get(i - 1), sorted.get(i)) < 0,
          "candidates: expected each task and stream once, got stream %s of task %s twice",
          sorted.get(i).stream(),
          sorted.get(i).task());
    }
    ImmutableList<Candidate> scored =
        sorted.stream().filter(Candidate::isScored).collect(toImmutableList());
    return new CandidatePool(scored, sorted.size() - scored.size());
  }

  /**
   * The candidates.
   *
   * @return by task and stream, all with a reward
   */
  public List<Candidate> candidates() {
    return candidates;
  }

  /**
   * How many candidates were left out because their rewards are not known.
   *
   * @return at least 0
   */
  public int unscored() {
    return unscored;
  }

  /**
   * The candidates of each task.
   *
   * @return by the tasks' keys, both in order
   */
  public ImmutableListMultimap<String, Candidate> byTask() {
    return Multimaps.index(candidates, Candidate::task);
  }

  /**
   * Some of these candidates.
   *
   * @param kept which
   * @return a new pool with the same count of what was left out
   */
  public CandidatePool keep(Predicate<Candidate> kept) {
    return new CandidatePool(candidates.stream().filter(kept).collect(toImmutableList()), unscored);
  }

  /**
   * Some of each task's candidates.
   *
   * @param kept given those of one task by stream, gives the ones to keep in any order
   * @return a new pool with the same count of what was left out
   */
  public CandidatePool keepOfTasks(Function<List<Candidate>, List<Candidate>> kept) {
    return new CandidatePool(
        byTask().asMap().values().stream()
            .flatMap(task -> kept.apply(ImmutableList.copyOf(task)).stream().sorted(ORDER))
            .collect(toImmutableList()),
        unscored);
  }
}
