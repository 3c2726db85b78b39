package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.api.ContentHash;
import org.temper.api.PreferenceBatch;
import org.temper.api.Seeds;

/**
 * Two candidates of one task, one worth more than the other: what is learned from by preferences.
 *
 * @param chosen the better one
 * @param rejected the other one
 */
public record CandidatePair(Candidate chosen, Candidate rejected) {
  private static final String MATCHES = "selection-pairs";

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the tasks differ, or the chosen one is not worth more
   */
  public CandidatePair {
    checkArgument(
        chosen.task().equals(rejected.task()),
        "rejected: expected a candidate of task %s, got one of %s",
        chosen.task(),
        rejected.task());
    checkArgument(
        chosen.reward() > rejected.reward(),
        "chosen: expected a reward above the rejected one's %s, got %s",
        rejected.reward(),
        chosen.reward());
  }

  /**
   * The pair as preference trainers take it. Prompts are the same where the task's episodes start
   * alike.
   *
   * @return the two sequences, completions flagged
   */
  public PreferenceBatch.Pair toPair() {
    return new PreferenceBatch.Pair(
        chosen.trajectory().toSequence(), rejected.trajectory().toSequence());
  }

  /**
   * Pairs of a success and a failure. Each candidate is in one pair at most; which are matched is
   * drawn. Tasks that always or never succeed give none.
   *
   * @param pool the candidates
   * @param threshold the least reward of a success, finite
   * @param count the most pairs of a task, at least 1
   * @param seed decides the matches
   * @return the pairs, by task
   * @throws IllegalArgumentException if the threshold is not finite or {@code count} is below 1
   */
  public static List<CandidatePair> ofOutcomes(
      CandidatePool pool, double threshold, int count, long seed) {
    RewardOrder.checkThreshold(threshold);
    RewardOrder.checkCount(count);
    List<CandidatePair> pairs = new ArrayList<>();
    for (Collection<Candidate> task : pool.byTask().asMap().values()) {
      List<Candidate> drawn = drawn(List.copyOf(task), seed);
      List<Candidate> successes = drawn.stream().filter(c -> c.reward() >= threshold).toList();
      List<Candidate> failures = drawn.stream().filter(c -> c.reward() < threshold).toList();
      int matches = Math.min(count, Math.min(successes.size(), failures.size()));
      for (int i = 0; i < matches; i++) {
        pairs.add(new CandidatePair(successes.get(i), failures.get(i)));
      }
    }
    return pairs;
  }

  private static List<Candidate> drawn(List<Candidate> task, long seed) {
    long key = new ContentHash().add(task.get(0).task()).bits();
    int[] order = Seeds.permutation(task.size(), seed, MATCHES, key);
    return IntStream.of(order).mapToObj(task::get).toList();
  }

  /**
   * Pairs of each task's best and worst candidate, of equals those of the smallest streams.
   *
   * @param pool the candidates
   * @param margin how much more the best has to be worth, finite, at least 0; equals never make a
   *     pair
   * @return the pairs, one a task at the most, by task
   * @throws IllegalArgumentException if the margin is negative or not finite
   */
  public static List<CandidatePair> ofBounds(CandidatePool pool, double margin) {
    checkArgument(
        margin >= 0 && Double.isFinite(margin),
        "margin: expected a finite number of at least 0, got %s",
        margin);
    List<CandidatePair> pairs = new ArrayList<>();
    for (Collection<Candidate> task : pool.byTask().asMap().values()) {
      List<Candidate> bestFirst = RewardOrder.bestFirst(List.copyOf(task));
      Candidate best = bestFirst.get(0);
      double least = bestFirst.get(bestFirst.size() - 1).reward();
      Candidate worst =
          bestFirst.stream().filter(c -> c.reward() == least).findFirst().orElseThrow();
      if (best.reward() > least && best.reward() - least >= margin) {
        pairs.add(new CandidatePair(best, worst));
      }
    }
    return pairs;
  }
}
