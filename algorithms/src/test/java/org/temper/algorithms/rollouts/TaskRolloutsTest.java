package org.temper.algorithms.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.api.updates.UpdateBatch;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.ConfidenceRewards;
import org.temper.samplers.rewards.ProgramRewards;
import org.temper.samplers.rewards.RewardShaping;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.rewards.RunningNormalization;
import org.temper.testkit.Epochs;
import org.temper.testkit.tables.TablePolicy;

@Timeout(60)
class TaskRolloutsTest {
  private static final int VOCABULARY = 11;
  // The end token is the padding token too.
  private static final SamplingConfig SAMPLING =
      SamplingConfig.defaults().withMaxNewTokens(6).withStopTokens(List.of(0L));
  private static final RewardSource<Integer> LENGTHS =
      (tasks, trajectories) ->
          trajectories.stream().mapToDouble(t -> t.completion().length()).toArray();

  @AutoClose private final TablePolicy policy = TablePolicy.random(VOCABULARY, 3);
  private final Sampler sampler = Sampler.of(policy, SAMPLING);

  @Test
  void anEpochIsOnePassOverShuffledTasks() {
    List<UpdateBatch<RolloutBatch>> epoch =
        Epochs.of(rollouts(7, LENGTHS, RolloutConfig.of(2, 3)), 5, 0);
    assertThat(epoch).hasSize(3);
    Set<String> seen = new HashSet<>();
    for (UpdateBatch<RolloutBatch> update : epoch) {
      RolloutBatch batch = update.microBatches().get(0);
      assertThat(batch.groups()).hasSize(2).allMatch(group -> group.members().size() == 3);
      assertThat(batch.leftOut()).isZero();
      assertThat(batch.droppedGroups()).isZero();
      assertThat(update.exampleIds())
          .isEqualTo(batch.groups().stream().map(TrajectoryGroup::id).toList());
      seen.addAll(update.exampleIds());
    }
    assertThat(seen).hasSize(6);
    assertThat(ids(rollouts(7, LENGTHS, RolloutConfig.of(7, 1)), 0))
        .isNotEqualTo(ids(rollouts(7, LENGTHS, RolloutConfig.of(7, 1)), 1));
  }

  @Test
  void groupsAreOfTheirTasksPrompts() {
    for (TrajectoryGroup group : batch(rollouts(5, LENGTHS, RolloutConfig.of(5, 2))).groups()) {
      int task = Integer.parseInt(group.id());
      for (RewardedTrajectory member : group.members()) {
        assertThat(member.trajectory().segments().get(0).tokens().toArray())
            .containsExactly(prompt(task));
        assertThat(member.rawReward()).isEqualTo(member.trajectory().completion().length());
        assertThat(member.reward()).isEqualTo(member.rawReward());
      }
      assertThat(group.greedyReward()).isEmpty();
    }
  }

  @Test
  void aBatchSaysOfWhichKindItsRewardsAre() {
    assertThat(batch(rollouts(3, LENGTHS, RolloutConfig.of(2, 2))).rewardKind())
        .isEqualTo(RewardKind.ORDINARY);
    RewardSource<Integer> scores =
        ConfidenceRewards.of(
            (tasks, trajectories) -> new double[tasks.size()],
            (task, trajectory) -> OptionalDouble.of(0.5));
    assertThat(batch(rollouts(3, scores, RolloutConfig.of(2, 2))).rewardKind())
        .isEqualTo(RewardKind.PROPER_SCORE);
  }

  @Test
  void sameSeedEpochAndIndexGiveTheSameBatchWhateverCameBefore() {
    TaskRollouts straight = rollouts(6, LENGTHS, RolloutConfig.of(2, 4));
    List<UpdateBatch<RolloutBatch>> epoch = Epochs.of(straight, 9, 2);
    List<UpdateBatch<RolloutBatch>> all = List.of(epoch.get(0), epoch.get(1), epoch.get(2));
    // As a resumed run does: nothing but the one index is asked for.
    assertThat(Epochs.of(rollouts(6, LENGTHS, RolloutConfig.of(2, 4)), 9, 2).get(2))
        .isEqualTo(all.get(2));
    assertThat(all.get(0)).isNotEqualTo(all.get(1));
    assertThat(Epochs.of(straight, 10, 2).get(0)).isNotEqualTo(all.get(0));
    Sampler oneByOne = Sampler.of(policy, SAMPLING.withMaxRows(1));
    assertThat(
            Epochs.of(TaskRollouts.of(oneByOne, tasks(6), LENGTHS, RolloutConfig.of(2, 4)), 9, 2))
        .isEqualTo(all);
  }

  @Test
  void threadsOfARewardDoNotChangeABatch() {
    List<RolloutBatch> batches = new ArrayList<>();
    for (int threads : new int[] {1, 5}) {
      try (ProgramRewards<Integer> program =
          ProgramRewards.of(
              (task, trajectory) -> task + trajectory.completion().length(),
              Duration.ofSeconds(50),
              threads)) {
        batches.add(batch(rollouts(4, program, RolloutConfig.of(4, 3))));
      }
    }
    assertThat(batches.get(0)).isEqualTo(batches.get(1));
  }

  @Test
  void anIterationIsSampledWithThePolicyAsItIsThen() {
    TaskRollouts rollouts = rollouts(2, LENGTHS, RolloutConfig.of(2, 3));
    UpdateBatch<RolloutBatch> before = rollouts.update(1, 0);
    try (NDManager manager = NDManager.newBaseManager();
        TablePolicy other = TablePolicy.random(VOCABULARY, 8)) {
      NDArray logits = other.parameters().get("logits").array();
      policy
          .parameters()
          .restore(Map.of("logits", manager.create(logits.toFloatArray(), logits.getShape())));
    }
    assertThat(rollouts.update(1, 0)).isNotEqualTo(before);
  }

  @Test
  void unknownRewardsAreLeftOutAndEmptyGroupsDisappear() {
    RewardSource<Integer> partly =
        (tasks, trajectories) ->
            IntStream.range(0, tasks.size())
                .mapToDouble(
                    i -> tasks.get(i) == 1 || (tasks.get(i) == 2 && i % 3 == 0) ? Double.NaN : 1)
                .toArray();
    RolloutBatch batch = batch(rollouts(4, partly, RolloutConfig.of(4, 3)));
    assertThat(batch.groups().stream().map(TrajectoryGroup::id))
        .containsExactlyInAnyOrder("0", "2", "3");
    assertThat(batch.members()).hasSize(8);
    assertThat(batch.leftOut()).isEqualTo(4);
  }

  @Test
  void aRewardThatHangsOrThrowsDoesNotEndTheRun() {
    try (ProgramRewards<Integer> program =
        ProgramRewards.of(
            (task, trajectory) -> {
              if (task == 0) {
                Thread.sleep(Long.MAX_VALUE);
              }
              if (task == 1) {
                throw new AssertionError("broken");
              }
              return task;
            },
            Duration.ofSeconds(1),
            3)) {
      RolloutBatch batch = batch(rollouts(4, program, RolloutConfig.of(4, 2)));
      assertThat(batch.leftOut()).isEqualTo(4);
      assertThat(batch.groups().stream().map(TrajectoryGroup::id))
          .containsExactlyInAnyOrder("2", "3");
    }
  }

  @Test
  void whereNothingIsRewardedTheReasonIsTold() {
    try (ProgramRewards<Integer> program =
        ProgramRewards.of(
            (task, trajectory) -> {
              throw new IllegalStateException("no interpreter");
            },
            Duration.ofSeconds(50),
            1)) {
      TaskRollouts rollouts = rollouts(2, program, RolloutConfig.of(2, 2));
      assertThatThrownBy(() -> Epochs.of(rollouts, 0, 3).get(0))
          .isInstanceOf(NoRewardException.class)
          .hasMessage(
              "rewards: expected one for at least one of the 4 episodes of epoch 3, iteration 0,"
                  + " got none; reward: java.lang.IllegalStateException: no interpreter");
    }
    RewardSource<Integer> unknown =
        (tasks, trajectories) -> trajectories.stream().mapToDouble(t -> Double.NaN).toArray();
    assertThatThrownBy(() -> batch(rollouts(1, unknown, RolloutConfig.of(1, 1))))
        .hasMessageEndingWith("got none; all are NaN");
  }

  @Test
  void onePromptAndOneEpisodeAreEnough() {
    RolloutBatch batch = batch(rollouts(1, LENGTHS, RolloutConfig.of(1, 1)));
    assertThat(batch.members()).hasSize(1);
  }

  @Test
  void completionsOfNoTokenOneTokenAndTheMostTokensAreKept() {
    for (int length : new int[] {0, 1, 6}) {
      Sampler exact = Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(length));
      RolloutBatch batch = batch(TaskRollouts.of(exact, tasks(3), LENGTHS, RolloutConfig.of(3, 2)));
      assertThat(batch.members())
          .hasSize(6)
          .allMatch(m -> m.rawReward() == length)
          .allMatch(m -> m.trajectory().ending().equals(Ending.truncated(Ending.LENGTH)));
    }
  }

  @Test
  void anEndTokenThatPadsIsPartOfTheCompletion() {
    RolloutBatch batch = batch(rollouts(5, LENGTHS, RolloutConfig.of(5, 8)));
    List<Trajectory> ended =
        batch.members().stream()
            .map(RewardedTrajectory::trajectory)
            .filter(t -> t.ending().kind() == Ending.Kind.TERMINATED)
            .toList();
    assertThat(ended)
        .isNotEmpty()
        .allMatch(t -> t.completion().get(t.completion().length() - 1) == 0)
        .allMatch(t -> t.toSequence().scoredTokens() == t.completion().length());
  }

  @Test
  void shapingSeesAllRewardsOfAnIterationAtOnce() {
    try (RunningNormalization running = RunningNormalization.centered()) {
      RolloutConfig config =
          RolloutConfig.of(3, 4).withShaping(RewardShaping.clip(-100, 3).then(running));
      RolloutBatch batch = batch(rollouts(3, LENGTHS, config));
      assertThat(running.count()).isEqualTo(12);
      for (RewardedTrajectory member : batch.members()) {
        double clipped = Math.min(3, member.rawReward());
        assertThat(member.reward())
            .isEqualTo((clipped - running.mean()) / (running.deviation() + 1e-8));
      }
    }
  }

  @Test
  void greedyCompletionsAreRewardedOnceAPrompt() {
    RolloutConfig config =
        RolloutConfig.of(4, 2)
            .withGreedyBaseline(GreedyBaseline.PLAYED)
            .withShaping(RewardShaping.lengthPenalty(0.5));
    List<List<Trajectory>> judged = new ArrayList<>();
    RewardSource<Integer> recording =
        (tasks, trajectories) -> {
          judged.add(trajectories);
          return LENGTHS.rewards(tasks, trajectories);
        };
    RolloutBatch batch = batch(rollouts(4, recording, config));
    assertThat(batch.members()).hasSize(8);
    assertThat(judged.get(1)).hasSize(4);
    List<Trajectory> greedy =
        sampler
            .asGreedy()
            .sample(
                batch.groups().stream().map(g -> prompt(Integer.parseInt(g.id()))).toList(), 77);
    assertThat(judged.get(1)).isEqualTo(greedy);
    for (int i = 0; i < 4; i++) {
      assertThat(batch.groups().get(i).greedyReward())
          .isEqualTo(OptionalDouble.of(greedy.get(i).completion().length() * 0.5));
    }
  }

  @Test
  void aGroupWithoutItsGreedyRewardIsLeftOut() {
    RolloutConfig config = RolloutConfig.of(3, 2).withGreedyBaseline(GreedyBaseline.PLAYED);
    RewardSource<Integer> noGreedyOfTwo =
        (tasks, trajectories) ->
            tasks.stream()
                .mapToDouble(task -> task == 2 && tasks.size() == 3 ? Double.NaN : 1)
                .toArray();
    RolloutBatch batch = batch(rollouts(3, noGreedyOfTwo, config));
    assertThat(batch.groups()).hasSize(2).allMatch(g -> g.greedyReward().isPresent());
    assertThat(batch.leftOut()).isEqualTo(2);
  }

  @Test
  void groupsThatDoNotDifferAreReplaced() {
    RolloutConfig config = RolloutConfig.of(3, 4).withDynamicSampling(DynamicSampling.upTo(5));
    RolloutBatch batch = batch(rollouts(12, oddTasksDiffer(), config));
    assertThat(batch.groups()).hasSize(3);
    assertThat(batch.groups())
        .allMatch(group -> Integer.parseInt(group.id()) % 2 == 1)
        .allMatch(group -> group.members().size() == 4);
    assertThat(batch.groups().stream().map(TrajectoryGroup::id)).doesNotHaveDuplicates();
    assertThat(batch).isEqualTo(batch(rollouts(12, oddTasksDiffer(), config)));
  }

  @Test
  void aLimitOnRoundsEndsTheReplacing() {
    RolloutConfig once = RolloutConfig.of(6, 2).withDynamicSampling(DynamicSampling.upTo(1));
    RolloutBatch batch = batch(rollouts(6, oddTasksDiffer(), once));
    assertThat(batch.groups()).hasSize(3);
    assertThat(batch.droppedGroups()).isEqualTo(3);
    // Every task is in the iteration already: nothing is left to replace with.
    RolloutConfig often = RolloutConfig.of(6, 2).withDynamicSampling(DynamicSampling.upTo(9));
    assertThat(batch(rollouts(6, oddTasksDiffer(), often))).isEqualTo(batch);
  }

  @Test
  void whereNoGroupDiffersTheRunGoesOnWithWhatThereIs() {
    RewardSource<Integer> equal =
        (tasks, trajectories) -> tasks.stream().mapToDouble(task -> 2).toArray();
    RolloutConfig config = RolloutConfig.of(2, 3).withDynamicSampling(DynamicSampling.upTo(2));
    RolloutBatch batch = batch(rollouts(9, equal, config));
    assertThat(batch.groups()).hasSize(2);
    assertThat(batch.droppedGroups()).isEqualTo(2);
    assertThat(batch.members()).allMatch(m -> m.reward() == 2);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> rollouts(2, LENGTHS, RolloutConfig.of(3, 1)))
        .hasMessage("tasks: expected at least 3, the prompts of an iteration, got 2");
    assertThatThrownBy(() -> RolloutConfig.of(0, 1))
        .hasMessage("prompts: expected at least 1, got 0");
    assertThatThrownBy(() -> RolloutConfig.of(1, 0))
        .hasMessage("groupSize: expected at least 1, got 0");
    assertThatThrownBy(() -> RolloutConfig.of(1, 1).withDynamicSampling(DynamicSampling.upTo(1)))
        .hasMessage("groupSize: expected at least 2 with dynamic sampling, got 1");
    assertThatThrownBy(() -> DynamicSampling.upTo(0))
        .hasMessage("maxRounds: expected at least 1, got 0");
    assertThatThrownBy(() -> PromptedTask.of("x", 1, new long[0]))
        .hasMessage("prompt: expected at least one token for x, got none");
    assertThatThrownBy(
            () ->
                TaskRollouts.of(
                    sampler,
                    List.of(PromptedTask.of("x", 1, new long[] {11})),
                    LENGTHS,
                    RolloutConfig.of(1, 1)))
        .hasMessage("tasks[x].prompt: expected ids below 11, got [11]");
    RewardSource<Integer> short1 = (tasks, trajectories) -> new double[1];
    assertThatThrownBy(() -> batch(rollouts(2, short1, RolloutConfig.of(2, 1))))
        .hasMessage("rewards: expected 2, one for each episode, got 1");
  }

  private static RewardSource<Integer> oddTasksDiffer() {
    return (tasks, trajectories) ->
        IntStream.range(0, tasks.size())
            .mapToDouble(i -> tasks.get(i) % 2 == 1 && i % 2 == 0 ? 1 : 0)
            .toArray();
  }

  private TaskRollouts rollouts(int tasks, RewardSource<Integer> rewards, RolloutConfig config) {
    return TaskRollouts.of(sampler, tasks(tasks), rewards, config);
  }

  private static RolloutBatch batch(TaskRollouts rollouts) {
    return Epochs.of(rollouts, 4, 0).get(0).microBatches().get(0);
  }

  private static List<String> ids(TaskRollouts rollouts, int epoch) {
    return Epochs.of(rollouts, 4, epoch).stream()
        .flatMap(update -> update.exampleIds().stream())
        .toList();
  }

  private static List<PromptedTask<Integer>> tasks(int count) {
    return Stream.iterate(0, task -> task + 1)
        .limit(count)
        .map(task -> PromptedTask.of(String.valueOf(task), task, prompt(task)))
        .toList();
  }

  /** Prompts from 1 to 25 tokens. */
  private static long[] prompt(int task) {
    long[] prompt = new long[1 + task * task % 25];
    for (int t = 0; t < prompt.length; t++) {
      prompt[t] = (0L + task + t) % VOCABULARY;
    }
    return prompt;
  }

  @Test
  void rolloutsAreKnownByPromptsAndByWhatIsPlayed() {
    Map<String, String> identity = rollouts(6, LENGTHS, RolloutConfig.of(2, 3)).identity();
    assertThat(rollouts(6, LENGTHS, RolloutConfig.of(2, 3)).identity()).isEqualTo(identity);
    assertThat(rollouts(6, LENGTHS, RolloutConfig.of(2, 4)).identity())
        .containsEntry("rollouts.group_size", "4")
        .containsEntry("data.contents", identity.get("data.contents"));
    assertThat(rollouts(5, LENGTHS, RolloutConfig.of(2, 3)).identity().get("data.contents"))
        .isNotEqualTo(identity.get("data.contents"));
    Sampler oneByOne = Sampler.of(policy, SAMPLING.withMaxRows(1));
    assertThat(TaskRollouts.of(oneByOne, tasks(6), LENGTHS, RolloutConfig.of(2, 3)).identity())
        .isEqualTo(identity);
    Sampler cool = Sampler.of(policy, SAMPLING.withTemperature(0.5));
    assertThat(TaskRollouts.of(cool, tasks(6), LENGTHS, RolloutConfig.of(2, 3)).identity())
        .isNotEqualTo(identity);
  }
}
