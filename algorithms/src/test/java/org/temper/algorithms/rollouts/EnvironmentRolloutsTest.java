package org.temper.algorithms.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.rewards.WeightedRewards;
import org.temper.testkit.Epochs;
import org.temper.testkit.GuessingEnvironment;
import org.temper.testkit.tables.TablePolicy;

class EnvironmentRolloutsTest {
  private static final GuessingEnvironment GAME = GuessingEnvironment.of(5, 3);
  private static final SamplingConfig ONE_TOKEN = SamplingConfig.defaults().withMaxNewTokens(1);

  @AutoClose private final TablePolicy policy = TablePolicy.uniform(GAME.vocabularySize());
  private final Rollouts rollouts = Rollouts.of(policy, ONE_TOKEN, 9);
  private final List<Tracked> made = Collections.synchronizedList(new ArrayList<>());

  @Test
  void theEnvironmentsRewardIsTheEpisodes() {
    RolloutBatch batch = batch(RolloutConfig.of(3, 8), new EnvironmentRewards<>(), games(3));
    assertThat(batch.groups()).hasSize(3);
    assertThat(batch.members()).hasSize(24);
    for (RewardedTrajectory member : batch.members()) {
      boolean guessed = member.trajectory().ending().kind() == Ending.Kind.TERMINATED;
      assertThat(member.rawReward()).isEqualTo(guessed ? 1 : 0);
    }
    assertThat(made).hasSize(24).allMatch(environment -> environment.closed);
  }

  @Test
  void episodesOfAGroupStartAlikeAndThoseOfAnotherTimeDoNot() {
    batch(RolloutConfig.of(2, 4).withGreedyBaseline(GreedyBaseline.PLAYED), rewards(), games(2));
    assertThat(made).hasSize(10);
    assertThat(made.stream().map(environment -> environment.seed).distinct()).hasSize(2);
    made.clear();
    EnvironmentRollouts again =
        EnvironmentRollouts.of(rollouts, games(2), rewards(), RolloutConfig.of(2, 4));
    assertThat(Epochs.of(again, 4, 0).get(0)).isEqualTo(Epochs.of(again, 4, 0).get(0));
    assertThat(Epochs.of(again, 4, 1).get(0)).isNotNull();
    assertThat(made.stream().map(environment -> environment.seed).distinct()).hasSize(4);
  }

  @Test
  void episodesToMeasureAreTheSameForASeedAndClosed() {
    List<Trajectory> once = EnvironmentRollouts.play(rollouts, games(6), 4);
    assertThat(once).hasSize(6);
    assertThat(made).hasSize(6).allMatch(environment -> environment.closed);
    assertThat(made.stream().map(environment -> environment.seed).distinct()).hasSize(6);
    assertThat(EnvironmentRollouts.play(rollouts, games(6), 4)).isEqualTo(once);
    assertThat(EnvironmentRollouts.play(rollouts, games(6), 5)).isNotEqualTo(once);
  }

  @Test
  void aSeededEnvironmentPlaysItsOwnEpisode() {
    List<EnvironmentTask<String>> settled =
        games(2).stream()
            .map(
                game ->
                    new EnvironmentTask<>(
                        game.id(),
                        game.task(),
                        () -> new SeededEnvironment(game.environment(), 11)))
            .toList();
    assertThat(EnvironmentRollouts.play(rollouts, settled, 4)).hasSize(2);
    assertThat(made).hasSize(2).allMatch(environment -> environment.closed);
    assertThat(made).allMatch(environment -> environment.seed == 11);
  }

  @Test
  void whatFailsIsLeftOutAndCounted() {
    List<EnvironmentTask<String>> tasks = new ArrayList<>(games(1));
    tasks.add(
        new EnvironmentTask<>(
            "unmade",
            "",
            () -> {
              throw new IllegalStateException("no such game");
            }));
    RolloutBatch batch = batch(RolloutConfig.of(2, 3), rewards(), tasks);
    assertThat(batch.groups().stream().map(TrajectoryGroup::id)).containsExactly("game 0");
    assertThat(batch.leftOut()).isEqualTo(3);
    assertThatThrownBy(() -> batch(RolloutConfig.of(1, 3), rewards(), tasks.subList(1, 2)))
        .isInstanceOf(NoRewardException.class)
        .hasMessageContaining("3 episodes")
        .hasMessageContaining("got none; episode: no such game");
  }

  @Test
  void anotherRewardIsAdded() {
    RewardSource<String> turns =
        (tasks, trajectories) ->
            trajectories.stream().mapToDouble(t -> t.actions().size()).toArray();
    var both =
        new WeightedRewards<>(
            List.of(
                new WeightedRewards.Term<>(rewards(), 1), new WeightedRewards.Term<>(turns, -0.1)));
    for (RewardedTrajectory member : batch(RolloutConfig.of(2, 5), both, games(2)).members()) {
      double total = member.trajectory().totalReward().orElseThrow();
      assertThat(member.reward()).isEqualTo(total - 0.1 * member.trajectory().actions().size());
      // The game's own reward and the rest are on the same token: that of the last guess.
      double[] placed = EpisodeTokens.of(member).rewards().toArray();
      assertThat(placed[member.trajectory().toSequence().completion().length - 1 - answers(member)])
          .isEqualTo(member.reward());
    }
  }

  @Test
  void anEpisodeThatTheEnvironmentDoesNotRewardIsUnknown() {
    Environment silent =
        new Environment() {
          @Override
          public ImmutableLongArray reset(long seed) {
            return ImmutableLongArray.of(1);
          }

          @Override
          public Step step(ImmutableLongArray action) {
            return new Step(
                ImmutableLongArray.of(),
                OptionalDouble.empty(),
                Optional.of(Ending.terminated("done")));
          }

          @Override
          public void close() {
            throw new IllegalStateException("a failure to close is no failure of the episode");
          }
        };
    List<EnvironmentTask<String>> tasks =
        List.of(new EnvironmentTask<>("silent", "", () -> silent));
    assertThatThrownBy(() -> batch(RolloutConfig.of(1, 2), rewards(), tasks))
        .hasMessageEndingWith("got none; reward: expected one from the environment, got none");
  }

  @Test
  void anEnvironmentThatHangsInItsStepAndItsClosingIsLeftOut() {
    CountDownLatch release = new CountDownLatch(1);
    Environment hanging =
        new Environment() {
          @Override
          public ImmutableLongArray reset(long seed) {
            return ImmutableLongArray.of(1);
          }

          @Override
          public synchronized Step step(ImmutableLongArray action) {
            while (release.getCount() > 0) {
              Thread.onSpinWait();
            }
            throw new IllegalStateException("never before it was abandoned");
          }

          @Override
          public synchronized void close() {}
        };
    List<EnvironmentTask<String>> tasks = new ArrayList<>(games(1));
    tasks.add(new EnvironmentTask<>("hangs", "", () -> hanging));
    try {
      RolloutBatch batch =
          EnvironmentRollouts.of(
                  rollouts.withStepDeadline(Duration.ofSeconds(1)),
                  tasks,
                  rewards(),
                  RolloutConfig.of(2, 1))
              .update(4, 0)
              .microBatches()
              .get(0);
      assertThat(batch.groups().stream().map(TrajectoryGroup::id)).containsExactly("game 0");
      assertThat(batch.leftOut()).isEqualTo(1);
      assertThat(made).hasSize(1).allMatch(environment -> environment.closed);
    } finally {
      release.countDown();
    }
  }

  private static int answers(RewardedTrajectory member) {
    return member.trajectory().ending().kind() == Ending.Kind.TERMINATED ? 0 : 1;
  }

  private static RewardSource<String> rewards() {
    return new EnvironmentRewards<>();
  }

  private RolloutBatch batch(
      RolloutConfig config, RewardSource<String> rewards, List<EnvironmentTask<String>> tasks) {
    return Epochs.of(EnvironmentRollouts.of(rollouts, tasks, rewards, config), 4, 0)
        .get(0)
        .microBatches()
        .get(0);
  }

  private List<EnvironmentTask<String>> games(int count) {
    List<EnvironmentTask<String>> games = new ArrayList<>();
    Supplier<Environment> maker =
        () -> {
          Tracked tracked = new Tracked(GuessingEnvironment.of(5, 3));
          made.add(tracked);
          return tracked;
        };
    for (int i = 0; i < count; i++) {
      games.add(new EnvironmentTask<>("game " + i, "game", maker));
    }
    return games;
  }

  private static final class Tracked implements Environment {
    private final Environment environment;
    private volatile long seed;
    private volatile boolean closed;

    Tracked(Environment environment) {
      this.environment = environment;
    }

    @Override
    public ImmutableLongArray reset(long value) {
      seed = value;
      return environment.reset(value);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return environment.step(action);
    }

    @Override
    public void close() {
      closed = true;
      environment.close();
    }
  }
}
