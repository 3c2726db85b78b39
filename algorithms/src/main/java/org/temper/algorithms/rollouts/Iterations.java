package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.UpdateBatch;

/**
 * Iterations: which tasks each plays, and with which seeds.
 *
 * @param ids what the tasks are called
 * @param judged plays and judges them
 * @param config what an iteration plays
 */
record Iterations(List<String> ids, JudgedEpisodes<?> judged, RolloutConfig config) {
  private static final String ORDER = "rollout-tasks";
  private static final String REPLACEMENTS = "rollout-replacements";
  private static final String ITERATION = "rollout-iteration";

  Iterations {
    checkArgument(
        ids.size() >= config.prompts(),
        "tasks: expected at least %s, the prompts of an iteration, got %s",
        config.prompts(),
        ids.size());
    ids = ImmutableList.copyOf(ids);
  }

  int perEpoch() {
    return ids.size() / config.prompts();
  }

  /** What decides the iterations beside policy, rewards and their shaping. */
  Map<String, String> identity(String contents) {
    return ImmutableMap.<String, String>builder()
        .put("data.examples", Integer.toString(ids.size()))
        .put("data.contents", contents)
        .put("rollouts.prompts", Integer.toString(config.prompts()))
        .put("rollouts.group_size", Integer.toString(config.groupSize()))
        .put("rollouts.dynamic_sampling", config.dynamicSampling().toString())
        .put("rollouts.greedy_baseline", config.greedyBaseline().toString())
        .buildOrThrow();
  }

  /** Plays an iteration, counted from 0 on through all epochs. */
  UpdateBatch<RolloutBatch> play(long seed, long iteration) {
    checkArgument(iteration >= 0, "index: expected at least 0, got %s", iteration);
    int epoch = Math.toIntExact(iteration / perEpoch());
    int index = (int) (iteration % perEpoch());
    int[] order = Seeds.permutation(ids.size(), seed, ORDER, epoch);
    int from = index * config.prompts();
    return play(Arrays.copyOfRange(order, from, from + config.prompts()), seed, epoch, index);
  }

  private UpdateBatch<RolloutBatch> play(int[] own, long seed, int epoch, int index) {
    List<Integer> tasks = Arrays.stream(own).boxed().toList();
    List<Integer> others =
        Arrays.stream(Seeds.permutation(ids.size(), seed, REPLACEMENTS, epoch, index))
            .boxed()
            .filter(task -> !tasks.contains(task))
            .toList();
    Iteration iteration =
        new Iteration(judged, config, Seeds.derive(seed, ITERATION, epoch, index));
    RolloutBatch batch =
        iteration
            .play(tasks, others, ids)
            .orElseThrow(
                () ->
                    new NoRewardException(iteration.episodes(), epoch, index, iteration.reasons()));
    return new UpdateBatch<>(
        List.of(batch), batch.groups().stream().map(group -> group.id()).toList());
  }
}
