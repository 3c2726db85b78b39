package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.cli.training.LearningRates;

/**
 * The settings of a run of tracks, beside its model: what each learns, how long, and in which ways
 * they are joined.
 *
 * @param tracks what each track learns, at least two
 * @param budget what each track samples
 * @param student what a distilled student samples
 * @param rates learning rates of tracks and students by a model's size
 * @param klCoefficient how much a track is held to the model that it started from
 * @param maxNewTokens the most tokens of a completion, of each turn where there are several
 * @param joinings the ways of joining
 */
public record TracksSetup(
    ImmutableMap<String, Learned> tracks,
    TrackBudget budget,
    TrackBudget student,
    LearningRates rates,
    double klCoefficient,
    int maxNewTokens,
    List<JoiningName> joinings) {

  /** Copies. */
  public TracksSetup {
    joinings = List.copyOf(joinings);
  }

  /**
   * What a track learns.
   *
   * @param domain its tasks
   * @param goal the goal of that domain that it is rewarded for
   */
  record Learned(Domain<?> domain, String goal) {}

  /** The domains of all tracks, each once. */
  List<Domain<?>> domains() {
    return tracks.values().stream().<Domain<?>>map(Learned::domain).distinct().toList();
  }

  /**
   * These settings with other ways of joining.
   *
   * @param names the ways
   * @return new settings
   */
  public TracksSetup withJoinings(List<JoiningName> names) {
    return new TracksSetup(tracks, budget, student, rates, klCoefficient, maxNewTokens, names);
  }

  /**
   * These settings with other numbers of iterations.
   *
   * @param ofTracks of each track, at least 1
   * @param ofStudent of a distilled student, at least 1
   * @return new settings
   */
  public TracksSetup withIterations(int ofTracks, int ofStudent) {
    return new TracksSetup(
        tracks,
        budget.withIterations(ofTracks),
        student.withIterations(ofStudent),
        rates,
        klCoefficient,
        maxNewTokens,
        joinings);
  }
}
