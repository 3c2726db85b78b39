package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.temper.api.Seeds;
import org.temper.api.UpdateBatch;
import org.temper.api.rollouts.RolloutBatch;

/**
 * The iterations of epochs: which tasks each plays, and with which seeds.
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

  /** The iterations of an epoch, each played when it is asked for. */
  List<UpdateBatch<RolloutBatch>> epoch(long seed, int epoch) {
    int[] order = Seeds.permutation(ids.size(), seed, ORDER, epoch);
    int iterations = order.length / config.prompts();
    return new AbstractList<>() {
      @Override
      public int size() {
        return iterations;
      }

      @Override
      public UpdateBatch<RolloutBatch> get(int index) {
        int from = index * config.prompts();
        int[] own = Arrays.copyOfRange(order, from, from + config.prompts());
        return play(own, seed, epoch, index);
      }
    };
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
