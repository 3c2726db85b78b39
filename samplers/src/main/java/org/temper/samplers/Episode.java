package org.temper.samplers;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.calls.Outcome;

/** One episode in one environment, as it is played: what its answers make of it. */
final class Episode {
  private static final Logger LOG = LoggerFactory.getLogger(Episode.class);

  private final Environment environment;
  private final long stream;
  private final EpisodeLimits limits;
  private final List<Segment> segments = new ArrayList<>();
  private int turns;
  private @Nullable Ending ending;

  Episode(Environment environment, long stream, EpisodeLimits limits) {
    this.environment = environment;
    this.stream = stream;
    this.limits = limits;
  }

  Environment environment() {
    return environment;
  }

  long stream() {
    return stream;
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
   * What makes the environment begin, as a step that shows the prompt.
   *
   * @param seed decides the episode
   */
  Callable<Environment.@Nullable Step> reset(long seed) {
    return () -> shown(environment.reset(seed));
  }

  /** An environment is of the user's making: what is null is for {@link #start} to refuse. */
  @SuppressWarnings("ConstantValue")
  private static Environment.@Nullable Step shown(@Nullable ImmutableLongArray prompt) {
    return prompt == null
        ? null
        : new Environment.Step(prompt, OptionalDouble.empty(), Optional.empty());
  }

  /** Takes what the environment shows first; an episode that fails to start has ended. */
  void start(Outcome<Environment.Step> reset) {
    ImmutableLongArray prompt =
        answer("reset", reset).map(Environment.Step::observation).orElse(ImmutableLongArray.of());
    if (isOpen() && prompt.isEmpty()) {
      fail("prompt: expected at least one token, got none");
    } else if (prompt.length() > limits.maxLength()) {
      fail("prompt: expected at most " + limits.maxLength() + " tokens, got " + prompt.length());
    } else {
      checkIds("prompt", prompt);
    }
    segments.add(new Segment.Prompt(prompt));
  }

  /**
   * Takes an action and what the environment answers to it.
   *
   * @param room how many more tokens the policy's context holds
   * @return what the environment shows; meaningless once the episode has ended
   */
  ImmutableLongArray act(OngoingAction action, Outcome<Environment.Step> answer, int room) {
    turns++;
    Optional<Environment.Step> answered = answer("step", answer).filter(this::isWhole);
    segments.add(
        action.finish(answered.map(Environment.Step::reward).orElse(OptionalDouble.empty())));
    if (answered.isEmpty()) {
      return ImmutableLongArray.of();
    }
    Environment.Step step = answered.get();
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
    } else if (turns == limits.maxTurns() || !fits) {
      ending = Ending.truncated(Ending.LENGTH);
    }
    return observation;
  }

  Trajectory trajectory() {
    return new Trajectory(segments, requireNonNull(ending));
  }

  /** What the environment returned; the episode has failed where that is nothing. */
  private <T> Optional<T> answer(String call, Outcome<T> outcome) {
    if (outcome instanceof Outcome.Returned<T> returned) {
      T value = returned.value();
      if (value == null) {
        fail(call + ": expected an answer, got null");
      }
      return Optional.ofNullable(value);
    }
    if (outcome instanceof Outcome.Threw<T> threw) {
      threw.warn(LOG, "Episode " + stream + " failed");
      String message = threw.message();
      ending = Ending.failed(message == null ? threw.cause().getClass().getSimpleName() : message);
    } else {
      fail(call + ": expected an answer within " + limits.deadline() + ", got none");
    }
    return Optional.empty();
  }

  /** Whether a step, which is of the user's making, has all its parts; fails where it has not. */
  @SuppressWarnings("ConstantValue")
  private boolean isWhole(Environment.Step step) {
    for (Object part : new @Nullable Object[] {step.observation(), step.reward(), step.ending()}) {
      if (part == null) {
        fail("step: expected an observation, a reward and an ending, got a null in " + step);
        return false;
      }
    }
    double reward = step.reward().orElse(0);
    if (!Double.isFinite(reward)) {
      fail("step: expected a finite reward, got " + reward);
      return false;
    }
    return true;
  }

  private void checkIds(String what, ImmutableLongArray ids) {
    if (ids.stream().anyMatch(id -> id < 0 || id >= limits.vocabularySize())) {
      fail(what + ": expected ids below " + limits.vocabularySize() + ", got " + ids);
    }
  }

  private void fail(String reason) {
    LOG.warn("Episode {} failed. {}", stream, reason);
    ending = Ending.failed(reason);
  }
}
