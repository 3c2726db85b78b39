package org.temper.samplers;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** One episode in one environment, as it is played. */
final class Episode {
  private static final Logger LOG = LoggerFactory.getLogger(Episode.class);

  private final Environment environment;
  private final int index;
  private final long vocabularySize;
  private final List<Segment> segments = new ArrayList<>();
  private int turns;
  private @Nullable Ending ending;

  private Episode(Environment environment, int index, long vocabularySize) {
    this.environment = environment;
    this.index = index;
    this.vocabularySize = vocabularySize;
  }

  /** Starts an episode; one that fails to start has ended. */
  static Episode start(Environment environment, long seed, int index, long vocabularySize) {
    Episode episode = new Episode(environment, index, vocabularySize);
    ImmutableLongArray prompt = ImmutableLongArray.of();
    try {
      prompt = environment.reset(seed);
      if (prompt.isEmpty()) {
        episode.ending = Ending.failed("prompt: expected at least one token, got none");
      }
      episode.checkIds("prompt", prompt);
    } catch (RuntimeException e) {
      episode.fail(e);
    }
    episode.segments.add(new Segment.Prompt(prompt));
    return episode;
  }

  int index() {
    return index;
  }

  boolean isOpen() {
    return ending == null;
  }

  ImmutableLongArray prompt() {
    return segments.get(0).tokens();
  }

  void end(Ending how) {
    ending = how;
  }

  /**
   * Takes an action.
   *
   * @param room how many more tokens the policy's context holds
   * @return what the environment shows; meaningless once the episode has ended
   */
  ImmutableLongArray act(OngoingAction action, int room, int maxTurns) {
    turns++;
    Environment.Step step;
    try {
      step = environment.step(action.tokens());
    } catch (RuntimeException e) {
      segments.add(action.finish(OptionalDouble.empty()));
      fail(e);
      return ImmutableLongArray.of();
    }
    segments.add(action.finish(step.reward()));
    ImmutableLongArray observation = step.observation();
    checkIds("observation", observation);
    if (!isOpen()) {
      return observation;
    }
    boolean fits = observation.length() < room;
    if (!observation.isEmpty() && fits) {
      segments.add(new Segment.Observation(observation));
    }
    if (step.ending().isPresent()) {
      ending = step.ending().get();
    } else if (turns == maxTurns || !fits) {
      ending = Ending.truncated(Ending.LENGTH);
    }
    return observation;
  }

  Trajectory trajectory() {
    return new Trajectory(segments, requireNonNull(ending));
  }

  private void checkIds(String what, ImmutableLongArray ids) {
    if (ids.stream().anyMatch(id -> id < 0 || id >= vocabularySize)) {
      ending = Ending.failed(what + ": expected ids below " + vocabularySize + ", got " + ids);
    }
  }

  private void fail(RuntimeException cause) {
    LOG.warn("Episode {} failed", index, cause);
    String message = cause.getMessage();
    ending = Ending.failed(message == null ? cause.getClass().getSimpleName() : message);
  }
}
