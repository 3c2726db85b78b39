package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.AnswerVerifier;
import org.temper.testkit.EpisodesOf;
import org.temper.testkit.LetterCodec;

class RewardSourcesTest {
  private static final double NAN = Double.NaN;

  @Test
  void verdictsBecomeRewards() throws Exception {
    var reward = VerifierRewards.of(new AnswerVerifier(), new LetterCodec());
    // "abc", the end token left out
    Trajectory abc = EpisodesOf.tokens(0, 1, 2, LetterCodec.END);
    assertThat(reward.reward("abc", abc)).isEqualTo(1);
    assertThat(reward.reward("abd", abc)).isZero();
    assertThat(reward.reward(" ", abc)).isNaN();
  }

  @Test
  void aModelJudgesRowsOfLikeLengthInBatchesAndAnswersInOrder() {
    FirstTokens model = new FirstTokens();
    ModelRewards<String> rewards = ModelRewards.of(model, 2);
    assertThat(
            rewards.rewards(
                tasks(5),
                List.of(
                    EpisodesOf.tokens(5),
                    EpisodesOf.tokens(6, 1, 1, 1),
                    EpisodesOf.tokens(7),
                    EpisodesOf.tokens(8, 1, 1),
                    EpisodesOf.tokens(9, 1))))
        .containsExactly(5, 6, 7, 8, 9);
    assertThat(model.columns).containsExactly(5, 3, 2);
    assertThat(rewards.reasons()).isEmpty();
  }

  @Test
  void whatAModelRefusesOrCannotTellIsUnknownAlone() {
    FirstTokens model = new FirstTokens();
    ModelRewards<String> rewards = ModelRewards.of(model, 8);
    Trajectory nothing =
        new Trajectory(
            List.of(new Segment.Prompt(ImmutableLongArray.of())), Ending.failed("no prompt"));
    assertThat(
            rewards.rewards(
                tasks(4),
                List.of(
                    EpisodesOf.tokens(3, 99),
                    EpisodesOf.tokens(1),
                    nothing,
                    EpisodesOf.tokens(4, 1, 1))))
        .containsExactly(NAN, NAN, NAN, 4);
    assertThat(rewards.reasons()).containsExactly("token: expected below 99, got 99");
  }

  @Test
  void sumsOfRewardsAreUnknownWhereATermIs() {
    RewardSource<String> first = (tasks, trajectories) -> new double[] {1, 2, NAN};
    RewardSource<String> second = (tasks, trajectories) -> new double[] {10, NAN, 30};
    var sum =
        new WeightedRewards<>(
            List.of(
                new WeightedRewards.Term<>(first, 0.5), new WeightedRewards.Term<>(second, -1)));
    assertThat(sum.rewards(tasks(3), Collections.nCopies(3, EpisodesOf.tokens(1))))
        .containsExactly(-9.5, NAN, NAN);
    assertThatThrownBy(() -> new WeightedRewards<>(List.of()))
        .hasMessage("terms: expected at least one, got none");
    assertThatThrownBy(() -> new WeightedRewards.Term<>(first, NAN))
        .hasMessage("weight: expected a finite number, got NaN");
  }

  @Test
  void rewardModelsCompose() {
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new long[] {0}, new long[] {8, 2}),
                TokenSequence.of(new long[] {0}, new long[] {1}),
                TokenSequence.of(new long[] {0}, new long[] {5, 1, 1, 1})));
    RewardModel priced = new ShapedRewardModel(new FirstTokens(), RewardShaping.lengthPenalty(0.5));
    // 8 - 0.5 * 2; the model does not know token 1; 5 - 0.5 * 4
    assertThat(priced.rewards(batch)).containsExactly(7, NAN, 3);
    RewardModel sum =
        new WeightedRewardModel(
            List.of(
                new WeightedRewardModel.Term(priced, 2),
                new WeightedRewardModel.Term(new FirstTokens(), -1)));
    assertThat(sum.rewards(batch)).containsExactly(6, NAN, 1);
    sum.close();
    assertThat(sum.rewards(batch)).containsExactly(6, NAN, 1);
  }

  private static final class Unreadable extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new AssertionError("cannot be read");
    }
  }

  @Test
  void aModelThatThrowsLosesThatEpisodeAlone() {
    List<Trajectory> episodes =
        List.of(EpisodesOf.tokens(1), EpisodesOf.tokens(1, 2), EpisodesOf.tokens(1, 2, 3));
    int longest = episodes.get(2).toSequence().length();
    for (Throwable thrown :
        List.of(
            new IllegalStateException("no"),
            new Unreadable(),
            new AssertionError("no"),
            new StackOverflowError(),
            new NoClassDefFoundError("no"))) {
      RewardModel model =
          new RewardModel() {
            @Override
            public double[] rewards(SequenceBatch batch) {
              for (int row = 0; row < batch.rows(); row++) {
                if (batch.length(row) == longest) {
                  Throwables.throwIfUnchecked(thrown);
                }
              }
              return new double[batch.rows()];
            }

            @Override
            public void close() {}
          };
      ModelRewards<String> rewards = ModelRewards.of(model, 8);
      assertThat(rewards.rewards(tasks(3), episodes)).containsExactly(0, 0, Double.NaN);
      assertThat(rewards.reasons()).hasSize(1);
    }
  }

  @Test
  void anArrayOfAnotherLengthIsAnError() {
    List<Trajectory> episodes = Collections.nCopies(3, EpisodesOf.tokens(1));
    for (int given : new int[] {2, 4}) {
      RewardModel model =
          new RewardModel() {
            @Override
            public double[] rewards(SequenceBatch batch) {
              return new double[given];
            }

            @Override
            public void close() {}
          };
      RewardSource<String> source = (tasks, trajectories) -> new double[given];
      assertThatThrownBy(() -> ModelRewards.<String>of(model, 8).rewards(tasks(3), episodes))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("rewards: expected 3, one for each episode, got " + given);
      assertThatThrownBy(
              () ->
                  new WeightedRewards<>(List.of(new WeightedRewards.Term<>(source, 1)))
                      .rewards(tasks(3), episodes))
          .hasMessage("rewards: expected 3, one for each episode, got " + given);
    }
  }

  @Test
  void environmentsRewardsAreSummed() {
    Trajectory two =
        new Trajectory(
            List.of(
                new Segment.Prompt(ImmutableLongArray.of(0)),
                EpisodesOf.action(OptionalDouble.of(0.25), 1),
                EpisodesOf.action(OptionalDouble.of(-1), 1)),
            Ending.terminated("done"));
    EnvironmentRewards<String> rewards = new EnvironmentRewards<>();
    assertThat(rewards.rewards(tasks(2), List.of(two, EpisodesOf.tokens(1))))
        .containsExactly(-0.75, NAN);
    assertThatThrownBy(() -> rewards.rewards(tasks(1), List.of()))
        .hasMessage("trajectories: expected 1, one for each task, got 0");
  }

  private static List<String> tasks(int count) {
    return Collections.nCopies(count, "task");
  }

  /** The reward of a row is its second token; infinite for 1; 99 is refused. */
  private static final class FirstTokens implements RewardModel {
    private final List<Integer> columns = new ArrayList<>();
    private boolean closed;

    @Override
    public double[] rewards(SequenceBatch batch) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      columns.add(batch.columns());
      double[] rewards = new double[batch.rows()];
      for (int row = 0; row < rewards.length; row++) {
        for (int column = 0; column < batch.columns(); column++) {
          if (batch.token(row, column) == 99) {
            throw new IllegalArgumentException("token: expected below 99, got 99");
          }
        }
        long token = batch.token(row, 1);
        rewards[row] = token == 1 ? Double.POSITIVE_INFINITY : token;
      }
      return rewards;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
