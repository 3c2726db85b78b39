package org.temper.cli.tracks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.tracks.TrackBudget;
import org.temper.data.PromptCompletion;

/**
 * A shipped example: what the base is shown, what each track is for, and how tracks are joined.
 *
 * @param shown the questions with their answers that the base is shown first
 * @param domains all domains
 * @param tracks what each track learns
 * @param budget what each track samples
 * @param joint iterations of a student, of as many completions
 * @param joinings the ways of joining that it compares
 */
record TracksExample(
    Shown shown,
    List<Domain> domains,
    ImmutableMap<String, Learned> tracks,
    TrackBudget budget,
    int joint,
    List<JoiningName> joinings) {

  /** What a base is shown. */
  @FunctionalInterface
  interface Shown {

    /** Questions with their answers, which follow from the seed. */
    List<PromptCompletion> demonstrations(long seed);
  }

  /**
   * What a track learns.
   *
   * @param domain its questions
   * @param goal the goal of that domain that it is rewarded for
   */
  record Learned(Domain domain, String goal) {
    Goal reward() {
      return requireNonNull(domain.goals().get(goal));
    }
  }

  TracksExample {
    domains = ImmutableList.copyOf(domains);
    joinings = ImmutableList.copyOf(joinings);
  }

  /** The goal of each track. */
  Map<String, String> goals() {
    ImmutableMap.Builder<String, String> goals = ImmutableMap.builder();
    tracks.forEach((track, learned) -> goals.put(track, learned.goal()));
    return goals.buildOrThrow();
  }
}
