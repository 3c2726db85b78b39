package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;
import org.temper.samplers.calls.GuardedCalls;

/**
 * A player of episodes: a policy acts, an environment answers, in one decoding session for all of
 * them. Observations are appended to the session as token ids and nothing is tokenized again, so
 * that the recorded log-probabilities are those of the trajectory as it will be trained on.
 *
 * <p>A turn ends at a stop token, at a stop string or after {@code maxNewTokens}; the environment
 * is given its tokens however it ended, and judges an action that was cut off as it likes.
 *
 * <p>Environments reset and step beside one another, on threads of the rollouts: while one thinks,
 * the others' rows are decoded. One that throws anything, {@link Error}s included, that answers
 * null or not within the step deadline ends its own episode alone, as {@linkplain
 * org.temper.api.rollouts.Ending#failed failed}; a call that exceeds the deadline is interrupted
 * and abandoned, see {@link GuardedCalls}. Episodes are played as many at once as {@link
 * SamplingConfig#maxRows}; each that comes after takes the row of one that has ended.
 *
 * <p>What is drawn in an episode depends on the seed, on its stream, on the environment and on the
 * policy alone, not on when environments answer. Where a policy's numbers differ in their last
 * digits by which rows it computes together, recorded log-probabilities do too; {@link
 * #withPatience} as long as the step deadline makes these the same from run to run, at the cost
 * that each row waits for the slowest.
 */
public final class Rollouts {
  private static final String EPISODE = "episode";
  private static final String ROW = "rollout-row";
  private static final Duration STEP_DEADLINE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final Policy policy;
  private final @Nullable TextCodec codec;
  private final SamplingConfig config;
  private final int maxTurns;
  private final Duration stepDeadline;
  private final Duration patience;

  private Rollouts(
      Policy policy,
      @Nullable TextCodec codec,
      SamplingConfig config,
      int maxTurns,
      Duration stepDeadline,
      Duration patience) {
    checkArgument(maxTurns >= 1, "maxTurns: expected at least 1, got %s", maxTurns);
    checkArgument(
        config.maxNewTokens() >= 1,
        "maxNewTokens: expected at least 1 for a turn, got %s",
        config.maxNewTokens());
    SamplingConfig stopping = config.stoppingAt(codec);
    Sampler.checkVocabulary(policy, stopping);
    this.policy = policy;
    this.codec = codec;
    this.config = stopping;
    this.maxTurns = maxTurns;
    this.stepDeadline = GuardedCalls.checkLimit("stepDeadline", stepDeadline);
    checkArgument(
        !patience.isNegative(), "patience: expected a duration of at least 0, got %s", patience);
    this.patience = patience;
  }

  /**
   * Rollouts that know token ids alone, no end tokens but those that the configuration names.
   *
   * @param policy acts; still owned by the caller
   * @param config how tokens are chosen, and when a turn ends
   * @param maxTurns the most actions of an episode, at least 1; one that goes on is truncated
   * @return the rollouts
   * @throws IllegalArgumentException if the configuration names stop strings, allows no tokens, or
   *     names a stop token outside the vocabulary, or {@code maxTurns} is below 1
   */
  public static Rollouts of(Policy policy, SamplingConfig config, int maxTurns) {
    Sampler.checkNoStopStrings(config);
    return new Rollouts(policy, null, config, maxTurns, STEP_DEADLINE, PATIENCE);
  }

  /**
   * Rollouts whose turns can end at text, and end at the codec's end tokens where the configuration
   * does not name others.
   *
   * @param policy acts; still owned by the caller
   * @param codec turns tokens to text, to look for stop strings in
   * @param config how tokens are chosen, and when a turn ends
   * @param maxTurns the most actions of an episode, at least 1; one that goes on is truncated
   * @return the rollouts
   * @throws IllegalArgumentException if the configuration allows no tokens or names a stop token
   *     outside the vocabulary, or {@code maxTurns} is below 1
   */
  public static Rollouts of(Policy policy, TextCodec codec, SamplingConfig config, int maxTurns) {
    return new Rollouts(policy, codec, config, maxTurns, STEP_DEADLINE, PATIENCE);
  }

  /**
   * The policy that acts.
   *
   * @return the policy, still owned by the caller
   */
  public Policy policy() {
    return policy;
  }

  /**
   * How tokens are chosen, and when a turn ends.
   *
   * @return the configuration, with the codec's end tokens where it named none
   */
  public SamplingConfig config() {
    return config;
  }

  /**
   * The most actions of an episode.
   *
   * @return at least 1
   */
  public int maxTurns() {
    return maxTurns;
  }

  /**
   * These rollouts with the most probable token always taken; see {@link SamplingConfig#asGreedy}.
   *
   * @return new rollouts of the same policy
   */
  public Rollouts asGreedy() {
    return new Rollouts(policy, codec, config.asGreedy(), maxTurns, stepDeadline, patience);
  }

  /**
   * These rollouts with another limit on what an environment may take to reset or step.
   *
   * @param value above 0; one minute where nothing else is said
   * @return new rollouts of the same policy
   * @throws IllegalArgumentException if {@code value} is not above 0
   */
  public Rollouts withStepDeadline(Duration value) {
    return new Rollouts(policy, codec, config, maxTurns, value, patience);
  }

  /**
   * These rollouts with another time that rows wait for environments just called, most of which
   * answer at once, before they are decoded further without those.
   *
   * @param value at least 0; ten milliseconds where nothing else is said. As long as the step
   *     deadline, and all rows move in step
   * @return new rollouts of the same policy
   * @throws IllegalArgumentException if {@code value} is below 0
   */
  public Rollouts withPatience(Duration value) {
    return new Rollouts(policy, codec, config, maxTurns, stepDeadline, value);
  }

  /**
   * The longest that an environment may take to reset or step.
   *
   * @return a duration above 0
   */
  public Duration stepDeadline() {
    return stepDeadline;
  }

  /**
   * Plays one episode in each environment, that of environment i from stream i.
   *
   * @param environments where to act, each a different object; still owned by the caller
   * @param seed decides the episodes and the draws
   * @return see {@link #play(List, long[], long)}
   * @throws IllegalArgumentException if an environment is there twice
   */
  public List<Trajectory> play(List<? extends Environment> environments, long seed) {
    return play(environments, LongStream.range(0, environments.size()).toArray(), seed);
  }

  /**
   * Plays one episode in each environment.
   *
   * @param environments where to act, each a different object; still owned by the caller
   * @param streams the stream that each episode and its draws come from, a number for each
   *     environment: those of one stream and seed are the same, whatever is played beside them
   * @param seed decides, with the stream, the episode and its draws
   * @return one trajectory for each environment, in order. Where an environment could not even
   *     start, its trajectory is an empty prompt and a failure; where its prompt is longer than the
   *     model can take, the prompt and a failure
   * @throws IllegalArgumentException if the numbers of environments and streams differ, or an
   *     environment is there twice
   * @throws IllegalStateException if the thread is interrupted while it waits for environments
   */
  public List<Trajectory> play(
      List<? extends Environment> environments, long[] streams, long seed) {
    Sampler.checkStreams("environments", environments, streams);
    Set<Environment> different = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < streams.length; i++) {
      checkArgument(
          different.add(environments.get(i)),
          "environments[%s]: expected one for each episode, got one that is there already",
          i);
    }
    EpisodeLimits limits =
        new EpisodeLimits(maxTurns, policy.vocabularySize(), policy.maxLength(), stepDeadline);
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < streams.length; i++) {
      episodes.add(new Episode(environments.get(i), streams[i], limits));
    }
    Deque<Episode> waiting = new ArrayDeque<>(episodes);
    while (!waiting.isEmpty()) {
      List<Episode> together = new ArrayList<>();
      while (together.size() < config.maxRows() && !waiting.isEmpty()) {
        together.add(waiting.remove());
      }
      start(together, seed);
      playStarted(together.stream().filter(Episode::isOpen).toList(), waiting, seed);
    }
    return episodes.stream().map(Episode::trajectory).collect(toImmutableList());
  }

  private void start(List<Episode> episodes, long seed) {
    try (GuardedCalls<Environment.Step> resets = GuardedCalls.of("environments", stepDeadline)) {
      for (int i = 0; i < episodes.size(); i++) {
        resets.start(i, reset(episodes.get(i), seed));
      }
      while (resets.pending() > 0) {
        GuardedCalls.Answer<Environment.Step> answer = resets.next();
        episodes.get(answer.id()).start(answer.outcome());
      }
    }
  }

  private static Callable<Environment.Step> reset(Episode episode, long seed) {
    return episode.reset(Seeds.derive(seed, EPISODE, episode.stream()));
  }

  private void playStarted(List<Episode> started, Deque<Episode> waiting, long seed) {
    if (started.isEmpty()) {
      return;
    }
    List<long[]> prompts = started.stream().map(episode -> episode.prompt().toArray()).toList();
    try (DecodingSession session = policy.decode(prompts);
        GuardedCalls<Environment.Step> calls = GuardedCalls.of("environments", stepDeadline)) {
      new ConcurrentEpisodes(
              session,
              config,
              waiting,
              calls,
              patience,
              episode -> reset(episode, seed),
              (episode, row) ->
                  new DecodedRow(
                      config,
                      codec,
                      Seeds.derive(seed, ROW, episode.stream()),
                      row,
                      episode.prompt().toArray()))
          .play(started);
    }
  }
}
