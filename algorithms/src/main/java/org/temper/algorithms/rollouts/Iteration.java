package org.temper.algorithms.rollouts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;

/** One iteration: plays until it has its groups, leaves out what has no reward, shapes the rest. */
final class Iteration {
  private static final String ROUND = "rollout-round";
  private static final String GREEDY = "rollout-greedy";
  private static final int REASONS = 5;

  private final JudgedEpisodes<?> judged;
  private final RolloutConfig config;
  private final long seed;
  private final List<RawGroup> kept = new ArrayList<>();
  private final List<RawGroup> alike = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int episodes;
  private int leftOut;

  Iteration(JudgedEpisodes<?> judged, RolloutConfig config, long seed) {
    this.judged = judged;
    this.config = config;
    this.seed = seed;
  }

  int episodes() {
    return episodes;
  }

  List<String> reasons() {
    return Stream.concat(failures.stream(), judged.source().reasons().stream())
        .distinct()
        .limit(REASONS)
        .toList();
  }

  /** Plays; nothing where no episode has a reward. */
  Optional<RolloutBatch> play(List<Integer> own, List<Integer> others, List<String> ids) {
    List<RawGroup> groups = sample(own, others);
    int droppedGroups = kept.size() + alike.size() - groups.size();
    if (config.greedyBaseline() == GreedyBaseline.PLAYED && !groups.isEmpty()) {
      groups = withGreedy(groups);
    }
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RolloutBatch(
                ShapedGroups.of(groups, config.shaping(), ids),
                leftOut,
                droppedGroups,
                judged.source().kind()));
  }

  private List<RawGroup> sample(List<Integer> own, List<Integer> others) {
    playRound(own, 0);
    int rounds = config.dynamicSampling().maxRounds();
    int used = 0;
    for (int round = 1; round < rounds; round++) {
      int missing = Math.min(config.prompts() - kept.size(), others.size() - used);
      if (missing > 0) {
        playRound(others.subList(used, used + missing), round);
        used += missing;
      }
    }
    // Where no group differs, the run goes on with what there is.
    return kept.isEmpty() ? alike.subList(0, Math.min(config.prompts(), alike.size())) : kept;
  }

  private void playRound(List<Integer> tasks, int round) {
    List<Integer> taskIndices = new ArrayList<>();
    for (int task : tasks) {
      taskIndices.addAll(Collections.nCopies(config.groupSize(), task));
    }
    JudgedEpisodes.Result result =
        judged.play(
            judged.sampled(),
            taskIndices,
            streams(taskIndices.size()),
            seed,
            Seeds.derive(seed, ROUND, round));
    episodes += taskIndices.size();
    failures.addAll(result.failures());
    for (int i = 0; i < tasks.size(); i++) {
      List<Optional<RawGroup.Rewarded>> played =
          result.episodes().subList(i * config.groupSize(), (i + 1) * config.groupSize());
      List<RawGroup.Rewarded> members = played.stream().flatMap(Optional::stream).toList();
      leftOut += played.size() - members.size();
      if (!members.isEmpty()) {
        sortIn(RawGroup.of(tasks.get(i), members));
      }
    }
  }

  /** Stream i · G + g for episode g of the round's i-th task. */
  private static long[] streams(int episodes) {
    return LongStream.range(0, episodes).toArray();
  }

  private void sortIn(RawGroup group) {
    boolean stays = config.dynamicSampling().maxRounds() == 0 || group.differs();
    (stays ? kept : alike).add(group);
  }

  private List<RawGroup> withGreedy(List<RawGroup> groups) {
    List<Integer> taskIndices = groups.stream().map(RawGroup::task).toList();
    JudgedEpisodes.Result result =
        judged.play(
            judged.greedy(),
            taskIndices,
            streams(taskIndices.size()),
            seed,
            Seeds.derive(seed, GREEDY));
    failures.addAll(result.failures());
    List<RawGroup> complete = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      RawGroup group = groups.get(i);
      Optional<RawGroup.Rewarded> greedy = result.episodes().get(i);
      if (greedy.isPresent()) {
        complete.add(group.withGreedy(greedy.get()));
      } else {
        leftOut += group.members().size();
      }
    }
    return complete;
  }
}
