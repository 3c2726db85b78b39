package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.TextCodec;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;

/**
 * Plays episodes: a policy acts, an environment answers, in one decoding session for all of them.
 * Observations are appended to the session as token ids and nothing is tokenized again, so that the
 * recorded log-probabilities are those of the trajectory as it will be trained on.
 *
 * <p>A turn ends at a stop token, at a stop string or after {@code maxNewTokens}; the environment
 * is given its tokens however it ended, and judges an action that was cut off as it likes. An
 * environment that throws ends its own episode alone, as {@linkplain Ending#failed failed}.
 */
public final class Rollouts {
  private static final String EPISODE = "episode";
  private static final String ROW = "rollout-row";

  private final Policy policy;
  private final @Nullable TextCodec codec;
  private final SamplingConfig config;
  private final int maxTurns;

  private Rollouts(Policy policy, @Nullable TextCodec codec, SamplingConfig config, int maxTurns) {
    checkArgument(maxTurns >= 1, "maxTurns: expected at least 1, got %s", maxTurns);
    checkArgument(
        config.maxNewTokens() >= 1,
        "maxNewTokens: expected at least 1 for a turn, got %s",
        config.maxNewTokens());
    Sampler.checkVocabulary(policy, config);
    this.policy = policy;
    this.codec = codec;
    this.config = config;
    this.maxTurns = maxTurns;
  }

  /**
   * Rollouts that know token ids alone.
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
    return new Rollouts(policy, null, config, maxTurns);
  }

  /**
   * Rollouts whose turns can end at text.
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
    return new Rollouts(policy, codec, config, maxTurns);
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
   * These rollouts with the most probable token always taken; see {@link SamplingConfig#asGreedy}.
   *
   * @return new rollouts of the same policy
   */
  public Rollouts asGreedy() {
    return new Rollouts(policy, codec, config.asGreedy(), maxTurns);
  }

  /**
   * Plays one episode in each environment.
   *
   * @param environments where to act, each a different object; still owned by the caller
   * @param seed decides the episodes and the draws
   * @return one trajectory for each environment, in order. Where an environment could not even
   *     start, its trajectory is an empty prompt and a failure
   * @throws IllegalArgumentException if a prompt is longer than the model can take
   */
  public List<Trajectory> play(List<? extends Environment> environments, long seed) {
    List<Trajectory> trajectories = new ArrayList<>();
    for (int from = 0; from < environments.size(); from += config.maxRows()) {
      int to = Math.min(environments.size(), from + config.maxRows());
      List<Episode> episodes = new ArrayList<>();
      for (int i = from; i < to; i++) {
        episodes.add(
            Episode.start(
                environments.get(i), Seeds.derive(seed, EPISODE, i), i, policy.vocabularySize()));
      }
      playTogether(episodes.stream().filter(Episode::isOpen).toList(), seed);
      episodes.forEach(episode -> trajectories.add(episode.trajectory()));
    }
    return ImmutableList.copyOf(trajectories);
  }

  private void playTogether(List<Episode> started, long seed) {
    if (started.isEmpty()) {
      return;
    }
    List<long[]> prompts = started.stream().map(episode -> episode.prompt().toArray()).toList();
    try (DecodingSession session = policy.decode(prompts)) {
      List<DecodedRow> live = new ArrayList<>();
      for (int i = 0; i < started.size(); i++) {
        long stream = Seeds.derive(seed, ROW, started.get(i).index());
        DecodedRow row = new DecodedRow(config, codec, stream, i, prompts.get(i));
        if (row.room(session) <= 0) {
          started.get(i).end(Ending.truncated(Ending.LENGTH));
          session.finish(i);
        } else {
          live.add(row);
        }
      }
      while (!live.isEmpty()) {
        live = advance(session, live, started);
      }
    }
  }

  private List<DecodedRow> advance(
      DecodingSession session, List<DecodedRow> live, List<Episode> episodes) {
    Choice choice = DecodedRow.choose(session, config, live);
    List<DecodedRow> next = new ArrayList<>();
    List<ImmutableLongArray> observations = new ArrayList<>();
    long[] chosen = new long[live.size()];
    for (int i = 0; i < live.size(); i++) {
      DecodedRow row = live.get(i);
      Episode episode = episodes.get(row.sessionRow());
      Optional<Ending> turnEnd = row.take(choice, i, session);
      ImmutableLongArray observation = ImmutableLongArray.of();
      if (turnEnd.isPresent()) {
        observation = episode.act(row.action(), row.room(session), maxTurns);
      }
      if (episode.isOpen()) {
        if (turnEnd.isPresent()) {
          row.observe(observation.toArray());
        }
        chosen[next.size()] = choice.tokens()[i];
        next.add(row);
        observations.add(observation);
      } else {
        session.finish(row.sessionRow());
      }
    }
    if (!next.isEmpty()) {
      session.advance(Arrays.copyOf(chosen, next.size()));
    }
    for (int i = 0; i < next.size(); i++) {
      if (!observations.get(i).isEmpty()) {
        session.append(next.get(i).sessionRow(), observations.get(i).toArray());
      }
    }
    return next;
  }
}
