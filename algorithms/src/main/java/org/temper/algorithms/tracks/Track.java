package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * A capability that is trained by itself.
 *
 * @param name in lower snake case; also the name of its directory
 * @param tasks what it learns from, with rewards
 * @param method how it learns
 * @param evaluation what it is measured by, before and after
 * @param budget how many completions it samples
 * @param identity what decides its numbers and is stated neither by tasks nor by the trainer, such
 *     as what rewards are; a resume with others is refused
 */
public record Track(
    String name,
    TrackTasks tasks,
    TrackMethod method,
    TrackEvaluation evaluation,
    TrackBudget budget,
    Map<String, String> identity) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");

  /**
   * Checks the name and copies.
   *
   * @throws IllegalArgumentException if the name is not in lower snake case
   */
  public Track {
    checkName(name);
    identity = ImmutableMap.copyOf(identity);
  }

  /**
   * A track that states nothing beside its tasks and its trainer.
   *
   * @param name in lower snake case
   * @param tasks what it learns from, with rewards
   * @param method how it learns
   * @param evaluation what it is measured by
   * @param budget how many completions it samples
   * @return the track
   * @throws IllegalArgumentException if the name is not in lower snake case
   */
  public static Track of(
      String name,
      TrackTasks tasks,
      TrackMethod method,
      TrackEvaluation evaluation,
      TrackBudget budget) {
    return new Track(name, tasks, method, evaluation, budget, Map.of());
  }

  /**
   * This track with what else decides its numbers.
   *
   * @param values by name; they replace what was stated before
   * @return a new track
   */
  public Track withIdentity(Map<String, String> values) {
    return new Track(name, tasks, method, evaluation, budget, values);
  }

  static void checkName(String name) {
    checkArgument(
        NAME.matcher(name).matches(),
        "name: expected lower-case letters, digits and _, got %s",
        Excerpt.of(name));
  }
}
