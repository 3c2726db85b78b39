package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.OnPolicySource;
import org.temper.samplers.Sampler;

/**
 * The tasks of several tracks, mixed in exact shares: every iteration has so many prompts of each.
 * A task is called {@code TRACK/ID} in the mixture.
 *
 * @param tasks the tasks by track
 * @param parts the share of each track, in parts of the whole; {@code 1, 1} is half and half
 */
public record MixedTasks(
    ImmutableMap<String, TrackTasks> tasks, ImmutableMap<String, Integer> parts)
    implements TrackTasks {

  /**
   * Checks that each track has a share.
   *
   * @throws IllegalArgumentException if there is none, the names differ, or a share is below 1
   */
  public MixedTasks {
    checkArgument(!tasks.isEmpty(), "tasks: expected at least one track, got none");
    checkArgument(
        tasks.keySet().equals(parts.keySet()),
        "parts: expected one of each of the tracks %s, got %s",
        tasks.keySet(),
        parts.keySet());
    parts.forEach(
        (track, part) ->
            checkArgument(part >= 1, "parts[%s]: expected at least 1, got %s", track, part));
  }

  /**
   * Equal shares.
   *
   * @param tracks the tracks
   * @return the mixture of their tasks
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  public static MixedTasks equal(Iterable<Track> tracks) {
    ImmutableMap.Builder<String, TrackTasks> tasks = ImmutableMap.builder();
    ImmutableMap.Builder<String, Integer> parts = ImmutableMap.builder();
    for (Track track : tracks) {
      tasks.put(track.name(), track.tasks());
      parts.put(track.name(), 1);
    }
    return new MixedTasks(tasks.buildOrThrow(), parts.buildOrThrow());
  }

  /**
   * The id that a task has in a mixture, for a routing of its tasks.
   *
   * @param track the task's track
   * @param task its id there
   * @return {@code TRACK/ID}
   */
  public static String id(String track, String task) {
    return track + "/" + task;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the prompts of an iteration cannot be divided by the
   *     shares
   */
  @Override
  public OnPolicySource<RolloutBatch> rollouts(Sampler sampler, RolloutConfig config) {
    int whole = parts.values().stream().mapToInt(part -> part).sum();
    checkArgument(
        config.prompts() % whole == 0,
        "prompts: expected a multiple of %s, the sum of the shares %s, so that they are exact, got"
            + " %s",
        whole,
        parts,
        config.prompts());
    ImmutableMap.Builder<String, OnPolicySource<RolloutBatch>> sources = ImmutableMap.builder();
    for (Map.Entry<String, TrackTasks> track : tasks.entrySet()) {
      int prompts = config.prompts() / whole * requireNonNull(parts.get(track.getKey()));
      sources.put(track.getKey(), track.getValue().rollouts(sampler, config.withPrompts(prompts)));
    }
    return new MixedRollouts(sources.buildOrThrow());
  }
}
