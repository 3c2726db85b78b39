package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.LetterCodec;

class RolloutsTest {
  private static final int VOCABULARY = 29;
  private static final SamplingConfig SHORT_TURNS =
      SamplingConfig.defaults().withMaxNewTokens(4).withStopTokens(List.of(0L, 1L, 2L, 3L, 4L));

  @AutoClose private final TinyPolicy policy = new TinyPolicy(VOCABULARY, 64, 3);

  @Test
  void turnsAndObservationsFollowOneAnother() {
    Scripted environment = new Scripted(2, turn -> go(turn == 3 ? "" : "ab", turn));
    environment.endsAfter = 3;
    Trajectory trajectory = play(List.of(environment)).get(0);
    assertThat(trajectory.segments().stream().map(s -> s.getClass().getSimpleName()))
        .containsExactly("Prompt", "Action", "Observation", "Action", "Observation", "Action");
    assertThat(trajectory.ending()).isEqualTo(Ending.terminated("done"));
    assertThat(trajectory.totalReward()).hasValue(6);
    assertThat(trajectory.actions().stream().map(Segment.Action::tokens).toList())
        .isEqualTo(environment.actions);
  }

  @Test
  void recordedLogProbsAreThoseOfTheWholeTrajectory() {
    List<Environment> environments = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Scripted environment = new Scripted(1 + i, turn -> go(turn % 2 == 0 ? "xyz" : "q", turn));
      environment.endsAfter = 1 + i % 3;
      environments.add(environment);
    }
    List<Trajectory> trajectories = play(environments);
    assertThat(trajectories).hasSize(5);
    SamplerTest.assertScoresEqual(policy, trajectories);
  }

  @Test
  void episodesDoNotDependOnThoseBesideThem() {
    SamplingConfig oneAtATime = SHORT_TURNS.withMaxRows(1);
    List<Trajectory> alone = Rollouts.of(policy, oneAtATime, 3).play(three(), 4);
    assertThat(policy.largestSession).isEqualTo(1);
    assertThat(Rollouts.of(policy, SHORT_TURNS, 3).play(three(), 4)).isEqualTo(alone);
    assertThat(policy.largestSession).isEqualTo(3);
  }

  @Test
  void anEpisodeThatGoesOnIsTruncated() {
    Trajectory trajectory = play(List.of(new Scripted(2, turn -> go("a", turn)))).get(0);
    assertThat(trajectory.actions()).hasSize(3);
    assertThat(trajectory.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
  }

  @Test
  void anEnvironmentThatThrowsFailsItsOwnEpisodeAlone() {
    Scripted broken =
        new Scripted(
            2,
            turn -> {
              throw new IllegalStateException("the tool crashed");
            });
    Scripted fine = new Scripted(2, turn -> go("", turn));
    fine.endsAfter = 2;
    List<Trajectory> trajectories = play(List.of(broken, fine));
    assertThat(trajectories.get(0).ending()).isEqualTo(Ending.failed("the tool crashed"));
    assertThat(trajectories.get(0).actions()).hasSize(1);
    assertThat(trajectories.get(0).totalReward()).isEmpty();
    assertThat(trajectories.get(1).ending()).isEqualTo(Ending.terminated("done"));
  }

  @Test
  void anEnvironmentThatCannotStartFailsItsOwnEpisodeAlone() {
    List<Trajectory> trajectories =
        play(List.of(new Scripted(-1, turn -> go("", turn)), three().get(0)));
    assertThat(trajectories.get(0).ending()).isEqualTo(Ending.failed("no such episode"));
    assertThat(trajectories.get(0).tokens().isEmpty()).isTrue();
    assertThat(trajectories.get(1).actions()).isNotEmpty();
  }

  @Test
  void whereNoEnvironmentStartsNothingIsDecoded() {
    List<Trajectory> trajectories = play(List.of(new Scripted(0, turn -> go("", turn))));
    assertThat(trajectories.get(0).ending())
        .isEqualTo(Ending.failed("prompt: expected at least one token, got none"));
    assertThat(policy.sessions).isZero();
  }

  @Test
  void anObservationOfUnknownTokensIsAFailure() {
    Scripted environment =
        new Scripted(
            2,
            turn ->
                new Environment.Step(
                    ImmutableLongArray.of(99), OptionalDouble.empty(), Optional.empty()));
    Trajectory trajectory = play(List.of(environment)).get(0);
    assertThat(trajectory.ending())
        .isEqualTo(Ending.failed("observation: expected ids below 29, got [99]"));
  }

  @Test
  void anObservationThatDoesNotFitTruncates() {
    Trajectory trajectory = play(List.of(new Scripted(2, turn -> go("a".repeat(61), turn)))).get(0);
    assertThat(trajectory.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
    assertThat(trajectory.segments()).hasSize(2);
    assertThat(trajectory.totalReward()).hasValue(1);
  }

  @Test
  void aPromptThatFillsTheModelIsTruncated() {
    Trajectory trajectory = play(List.of(new Scripted(64, turn -> go("a", turn)))).get(0);
    assertThat(trajectory.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
    assertThat(trajectory.actions()).isEmpty();
  }

  @Test
  void turnsEndAtStopStrings() {
    LetterCodec codec = new LetterCodec();
    SamplingConfig config =
        SamplingConfig.greedy(30).withStopStrings(List.of("a", "b", "c", "d", "e", "f"));
    Scripted environment = new Scripted(2, turn -> go("", turn));
    environment.endsAfter = 1;
    Trajectory trajectory =
        Rollouts.of(policy, codec, config, 1).play(List.of(environment), 0).get(0);
    String text = codec.decode(trajectory.completion().toArray());
    assertThat(text.chars().limit(text.length() - 1L)).noneMatch(c -> c >= 'a' && c <= 'f');
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> Rollouts.of(policy, SHORT_TURNS, 0))
        .hasMessage("maxTurns: expected at least 1, got 0");
    assertThatThrownBy(() -> Rollouts.of(policy, SamplingConfig.greedy(0), 1))
        .hasMessage("maxNewTokens: expected at least 1 for a turn, got 0");
    assertThatThrownBy(() -> Rollouts.of(policy, SHORT_TURNS.withStopStrings(List.of("x")), 1))
        .hasMessage("stopStrings: expected none without a codec, got [x]");
  }

  private List<Trajectory> play(List<Environment> environments) {
    return Rollouts.of(policy, SHORT_TURNS, 3).play(environments, 4);
  }

  private static List<Environment> three() {
    return List.of(
        new Scripted(2, turn -> go("ab", turn)),
        new Scripted(5, turn -> go("", turn)),
        new Scripted(3, turn -> go("cde", turn)));
  }

  private static Environment.Step go(String observation, double reward) {
    return new Environment.Step(
        ImmutableLongArray.copyOf(new LetterCodec().encode(observation)),
        OptionalDouble.of(reward),
        Optional.empty());
  }

  /** Answers each turn as a function says, and ends after some turns. */
  private static final class Scripted implements Environment {
    private final int promptLength;
    private final IntFunction<Step> answers;
    private final List<ImmutableLongArray> actions = new ArrayList<>();
    private int endsAfter = Integer.MAX_VALUE;

    Scripted(int promptLength, IntFunction<Step> answers) {
      this.promptLength = promptLength;
      this.answers = answers;
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      if (promptLength < 0) {
        throw new IllegalStateException("no such episode");
      }
      long[] prompt = new long[promptLength];
      for (int t = 0; t < promptLength; t++) {
        prompt[t] = 5L + t % 20;
      }
      return ImmutableLongArray.copyOf(prompt);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      actions.add(action);
      Step step = answers.apply(actions.size());
      return actions.size() < endsAfter
          ? step
          : new Step(step.observation(), step.reward(), Optional.of(Ending.terminated("done")));
    }

    @Override
    public void close() {}
  }
}
