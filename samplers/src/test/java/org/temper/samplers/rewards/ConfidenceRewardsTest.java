package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.rewards.StatedConfidence.Statement;
import org.temper.testkit.EpisodesOf;
import org.temper.testkit.LetterCodec;

class ConfidenceRewardsTest {
  private static final RewardSource<Double> CORRECTNESS =
      (tasks, trajectories) -> new double[] {1, 1, 0, 0, 0.5, Double.NaN};

  private static double[] rewards(RewardSource<Double> rewards, Double... stated) {
    List<Trajectory> episodes = Collections.nCopies(stated.length, EpisodesOf.tokens(1));
    return rewards.rewards(List.of(stated), episodes);
  }

  private static OptionalDouble stated(Double task) {
    return task < -1 ? OptionalDouble.empty() : OptionalDouble.of(task);
  }

  @Test
  void theBrierScoreOfTheConfidenceIsTakenOff() {
    ConfidenceRewards<Double> rewards =
        ConfidenceRewards.of(CORRECTNESS, (task, episode) -> stated(task));
    // 1 − 0.2²; 1 − (1 − 1)², where 1.7 is clipped; 0 − 0.8²; 0 − 1, where none is stated;
    // 0.5 − 0.25²; unknown
    assertThat(rewards(rewards, 0.8, 1.7, 0.8, -9.0, 0.75, 1.0))
        .containsExactly(new double[] {0.96, 1, -0.64, -1, 0.4375, Double.NaN}, within(1e-12));
    assertThat(rewards.reasons()).isEmpty();
  }

  @Test
  void aMissingConfidenceCostsWhatIsStated() {
    ConfidenceRewards<Double> rewards =
        new ConfidenceRewards<>(CORRECTNESS, (task, episode) -> stated(task), 0.25);
    assertThat(rewards(rewards, -9.0, Double.NaN, -9.0, 0.0, 0.5, 0.0))
        .containsExactly(new double[] {0.75, 0.75, -0.25, 0, 0.5, Double.NaN}, within(1e-12));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfidenceRewards<>(CORRECTNESS, rewards.confidence(), -1))
        .withMessage("missingCost: expected a number of at least 0, got -1.0");
  }

  @Test
  void itIsAProperScoreAndSoIsASumWithIt() {
    ConfidenceRewards<Double> rewards =
        ConfidenceRewards.of(CORRECTNESS, (task, episode) -> stated(task));
    assertThat(CORRECTNESS.kind()).isEqualTo(RewardKind.ORDINARY);
    assertThat(rewards.kind()).isEqualTo(RewardKind.PROPER_SCORE);
    assertThat(sum(1, rewards).kind()).isEqualTo(RewardKind.PROPER_SCORE);
    assertThat(sum(0, rewards).kind()).isEqualTo(RewardKind.ORDINARY);
  }

  /** Text is a letter a token; a digit states the tenth. */
  @Test
  void anAnswerAndWhatIsStatedOfItEarnTheirOwn() {
    ConfidenceRewards<String> rewards =
        ConfidenceRewards.of(
            (tasks, episodes) -> new double[] {1, 0, 1},
            StatedConfidence.inText(
                new LetterCodec(),
                text ->
                    text.contains("z")
                        ? Optional.of(new Statement(0.8, text.indexOf('z') + 1))
                        : Optional.empty()));
    List<Trajectory> episodes =
        List.of(
            EpisodesOf.tokens(0, 1, 25, 8), EpisodesOf.tokens(25, 8, 2), EpisodesOf.tokens(0, 1));
    List<RewardSource.Judged> judged = rewards.judge(List.of("a", "b", "c"), episodes);
    for (int i = 0; i < episodes.size(); i++) {
      assertThat(judged.get(i).trajectory().tokens()).isEqualTo(episodes.get(i).tokens());
    }
    assertThat(judged)
        .extracting(episode -> Math.round(100 * episode.reward()))
        .containsExactly(96L, -64L, 0L);
    assertThat(judged.get(0).trajectory().actions())
        .extracting(action -> action.tokens().asList())
        .containsExactly(List.of(0L, 1L, 25L), List.of(8L));
    assertThat(judged.get(0).trajectory().actions())
        .extracting(action -> Math.round(100 * action.reward().orElseThrow()))
        .containsExactly(100L, -4L);
    assertThat(judged.get(1).trajectory().actions())
        .extracting(action -> action.tokens().asList())
        .containsExactly(List.of(25L), List.of(8L, 2L));
    // Nothing is stated: there is nothing to tell apart.
    assertThat(judged.get(2).trajectory()).isEqualTo(episodes.get(2));
  }

  private static WeightedRewards<Double> sum(double weight, RewardSource<Double> rewards) {
    return new WeightedRewards<>(
        List.of(
            new WeightedRewards.Term<>(CORRECTNESS, 1),
            new WeightedRewards.Term<>(rewards, weight)));
  }

  @Test
  void aCorrectnessOutOfRangeIsAnError() {
    RewardSource<Double> points = (tasks, trajectories) -> new double[] {5};
    assertThatThrownBy(
            () -> rewards(ConfidenceRewards.of(points, (task, episode) -> stated(task)), 0.5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("correctness: expected a number in [0, 1], got 5.0");
  }
}
