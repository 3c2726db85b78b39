package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Environment;
import org.temper.cli.options.TemplateOption;
import org.temper.cli.options.values.Inapplicable;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.EnvironmentClasses;
import org.temper.samplers.calls.GuardedCalls;
import org.temper.samplers.calls.Outcome;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for an environment to act in, in place of tasks. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EnvironmentOptions {
  private static final String NAME = "--environment";
  private static final double MOST_SECONDS = 86_400;

  /** The most tokens of an action where nothing is said. */
  private static final int ACTION = 64;

  @Option(
      names = NAME,
      paramLabel = "CLASS",
      description =
          "an environment to act in, in place of tasks: a class on the class path; its rewards are"
              + " learned from, unless there is a reward model, and measured in any case (default:"
              + " none)")
  private @Nullable String environment;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "different episodes of --environment to learn from, each a seed (default: ${DEFAULT-VALUE})")
  private int episodes;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "8",
      description = "most actions of an episode, which is cut off then (default: ${DEFAULT-VALUE})")
  private int turns;

  @Option(
      names = "--step-seconds",
      paramLabel = "X",
      defaultValue = "60",
      description =
          "longest that --environment may take to start an episode or to answer an action, which fails"
              + " its episode otherwise (default: ${DEFAULT-VALUE})")
  private double stepSeconds;

  /** Whether there is one. */
  boolean isGiven() {
    return environment != null;
  }

  /**
   * Checks that what was given goes together.
   *
   * @throws IllegalArgumentException if an option does not apply or is out of its range
   */
  void check(CommandSpec spec) {
    if (environment == null) {
      Inapplicable.check(spec, "without " + NAME, "--episodes", "--turns", "--step-seconds");
      return;
    }
    Inapplicable.check(
        spec,
        "with " + NAME,
        "--data",
        "--prompt-field",
        "--answer-field",
        "--prompt-words",
        "--generated-tasks",
        "--demonstrations",
        "--verifier",
        "--reward-seconds",
        "--reward-threads");
    TemplateOption.checkNone(spec, "with " + NAME);
    checkArgument(episodes >= 1, "--episodes: expected at least 1, got %s", episodes);
    checkArgument(turns >= 1, "--turns: expected at least 1, got %s", turns);
    checkArgument(
        stepSeconds >= 0.001 && stepSeconds <= MOST_SECONDS,
        "--step-seconds: expected 0.001 to %s, got %s",
        MOST_SECONDS,
        stepSeconds);
  }

  /**
   * The episodes in the environment.
   *
   * @param measured episodes to measure on
   * @throws IllegalArgumentException if the class is missing or cannot be made, or there are fewer
   *     episodes than an iteration has prompts
   */
  Episodes episodes(LanguageModel model, RolloutOptions rollouts, int measured, long seed) {
    int prompts = rollouts.prompts(model.policy().config().parameterCount());
    checkArgument(
        episodes >= prompts,
        "--episodes: expected at least %s, the --prompts of an iteration, got %s",
        prompts,
        episodes);
    int context = model.policy().config().maxLength();
    int action = rollouts.maxNewTokens(Math.min(ACTION, Math.max(1, context / 2 / turns)));
    int completion = (int) Math.min(context, (long) action * turns);
    // What the environment says is expected to take as much as what the policy says.
    int episode = (int) Math.min(context, 2L * completion);
    Duration step = Duration.ofMillis(Math.round(1000 * stepSeconds));
    return new EnvironmentEpisodes(
        model,
        environment(model, step),
        new EnvironmentEpisodes.Count(episodes, measured),
        new EnvironmentEpisodes.Limits(turns, step),
        new Episodes.Lengths(action, completion, episode),
        seed);
  }

  /** A maker of which it is known that it makes one. */
  private Supplier<Environment> environment(LanguageModel model, Duration limit) {
    try {
      Supplier<Environment> maker =
          EnvironmentClasses.environment(String.valueOf(environment), model.codec());
      makeOne(maker, limit);
      return maker;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NAME + ": " + e.getMessage(), e);
    }
  }

  private void makeOne(Supplier<Environment> maker, Duration limit) {
    try (GuardedCalls<Environment> calls = GuardedCalls.of("environments", limit)) {
      calls.start(
          0,
          () -> {
            Environment made = maker.get();
            made.close();
            return made;
          });
      Outcome<Environment> outcome = calls.next().outcome();
      if (outcome instanceof Outcome.Threw<Environment> threw) {
        String message = threw.message();
        throw new IllegalArgumentException(
            message != null && threw.cause() instanceof IllegalArgumentException
                ? message
                : Excerpt.of(environment)
                    + ": expected to be constructed and closed, got "
                    + threw.kind(),
            threw.cause());
      }
      checkArgument(
          outcome instanceof Outcome.Returned,
          "%s: expected to be constructed within %s, got nothing",
          Excerpt.of(environment),
          limit);
    }
  }
}
