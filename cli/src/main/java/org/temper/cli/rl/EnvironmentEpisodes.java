package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.SeededEnvironment;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.text.TextCodec;
import org.temper.api.updates.OnPolicySource;
import org.temper.data.PromptCompletion;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.rewards.RewardSource;

/**
 * Episodes of several turns in an environment, one for each of some seeds.
 *
 * @param model what acts
 * @param environment makes an environment
 * @param count how many episodes there are
 * @param limits what an episode must keep to
 * @param lengths how long they become
 * @param seed decides the episodes, and the draws of those to measure on
 */
record EnvironmentEpisodes(
    LanguageModel model,
    Supplier<Environment> environment,
    Count count,
    Limits limits,
    Lengths lengths,
    long seed)
    implements Episodes {
  private static final String LEARNED = "episodes";
  private static final String MEASURED = "episodes-held-out";

  /**
   * How many episodes there are.
   *
   * @param train to learn from
   * @param heldOut to measure on
   */
  record Count(int train, int heldOut) {}

  /**
   * What an episode must keep to.
   *
   * @param turns the most actions
   * @param step the longest that the environment may take for an answer
   */
  record Limits(int turns, Duration step) {}

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "episodes: %,d to learn from, %,d held out; each has at most %,d actions of at most %,d tokens",
        count.train(),
        count.heldOut(),
        limits.turns(),
        lengths.action());
  }

  @Override
  public Map<String, String> identity() {
    return ImmutableMap.of("data.held_out", Integer.toString(count.heldOut()));
  }

  @Override
  public NothingToLearn.Causes causes() {
    return new NothingToLearn.Causes(
        "The environment may never reward: look at samples/, and see whether its episodes are too hard,"
            + " --turns or --max-new-tokens too few, or a supervised stage is needed first",
        "every episode was cut off: --turns may be too few for this environment, or the model's context"
            + " too short");
  }

  @Override
  public Optional<TrajectoryReward<PromptCompletion>> program(
      RewardOptions rewards, TextCodec codec) {
    return Optional.empty();
  }

  @Override
  public OnPolicySource<RolloutBatch> source(
      SamplingConfig sampling, OpenRewards judges, RolloutConfig config) {
    RewardSource<Long> learned = judges.<Long>ofModel().orElseGet(EnvironmentRewards::new);
    return EnvironmentRollouts.of(
        rollouts(sampling), episodes(LEARNED, count.train()), learned, config);
  }

  @Override
  public HeldOut<Long> heldOut(
      SamplingConfig sampling, OpenRewards judges, Policy reference, int rows) {
    Rollouts rollouts = rollouts(sampling);
    ImmutableMap.Builder<String, RewardSource<Long>> sources = ImmutableMap.builder();
    sources.put("reward", new EnvironmentRewards<>());
    judges.<Long>ofModel().ifPresent(judge -> sources.put("model_reward", judge));
    return new HeldOut<>(
        () -> measured(rollouts),
        sources.buildOrThrow(),
        new HeldOut.Scored(model.policy(), reference, rows),
        (episode, played) -> text(played));
  }

  /** Rows wait for each other's environments, so that a run's numbers do not depend on times. */
  private Rollouts rollouts(SamplingConfig sampling) {
    return Rollouts.of(model.policy(), model.codec(), sampling, limits.turns())
        .withStepDeadline(limits.step())
        .withPatience(limits.step());
  }

  private List<EnvironmentTask<Long>> episodes(String purpose, int episodes) {
    return IntStream.range(0, episodes)
        .mapToObj(
            i -> {
              long own = Seeds.derive(seed, purpose, i);
              return new EnvironmentTask<>(
                  "episode " + (i + 1), own, () -> new SeededEnvironment(environment, own));
            })
        .toList();
  }

  /** Plays the held-out episodes, of which those that failed cannot be judged. */
  private HeldOut.Played<Long> measured(Rollouts rollouts) {
    List<EnvironmentTask<Long>> episodes = episodes(MEASURED, count.heldOut());
    List<Trajectory> played = EnvironmentRollouts.play(rollouts, episodes, seed);
    List<Long> seeds = new ArrayList<>();
    List<Trajectory> whole = new ArrayList<>();
    for (int i = 0; i < played.size(); i++) {
      if (played.get(i).ending().kind() != Ending.Kind.FAILED) {
        seeds.add(episodes.get(i).task());
        whole.add(played.get(i));
      }
    }
    return new HeldOut.Played<>(
        seeds, whole, ImmutableMap.of("failed", 1 - whole.size() / (double) played.size()));
  }

  private HeldOut.Text text(Trajectory episode) {
    ImmutableLongArray prompt = episode.segments().get(0).tokens();
    ImmutableLongArray all = episode.tokens();
    long[] after = all.subArray(prompt.length(), all.length()).toArray();
    return new HeldOut.Text(
        model.codec().decode(prompt.toArray()), model.codec().decodeAfter(prompt.toArray(), after));
  }
}
