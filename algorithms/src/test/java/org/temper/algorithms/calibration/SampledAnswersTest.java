package org.temper.algorithms.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.calibration.AnswerSampling.Balance;
import org.temper.algorithms.calibration.AnswerSampling.Label;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;
import org.temper.testkit.LetterCodec;
import org.temper.testkit.tables.TablePolicy;

class SampledAnswersTest {
  private static final Asking ASKING = Asking.always(0, 5);
  private static final long RIGHT = 3;
  private static final long UNKNOWN = 4;

  /** Token 3 is right, of token 4 nothing is known, all others are wrong. */
  private static final RewardSource<Integer> GRADES =
      (tasks, trajectories) ->
          trajectories.stream()
              .mapToDouble(
                  trajectory -> {
                    long token = trajectory.completion().get(0);
                    return token == UNKNOWN ? Double.NaN : token == RIGHT ? 1 : 0;
                  })
              .toArray();

  @AutoClose private final TablePolicy policy = TablePolicy.random(6, 2);

  private SampledAnswers answers(AnswerSampling config, long seed) {
    Sampler sampler = Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(1));
    List<PromptedTask<Integer>> questions =
        IntStream.range(0, 20)
            .mapToObj(i -> PromptedTask.of("question " + i, i, new long[] {i % 3, 1}))
            .toList();
    return SampledAnswers.of(sampler, questions, GRADES, ASKING, config, seed);
  }

  @Test
  void answersAreGradedAndCounted() {
    SampledAnswers answers = answers(AnswerSampling.of(4), 1);
    assertThat(answers.correct() + answers.incorrect() + answers.unverified()).isEqualTo(80);
    assertThat(answers.correct()).isPositive();
    assertThat(answers.unverified()).isPositive();
    assertThat(answers.examples()).hasSize(answers.correct() + answers.incorrect());
    assertThat(answers.dropped()).isZero();
    for (CalibrationExample example : answers.examples()) {
      assertThat(example.correctness()).isEqualTo(example.answer().get(0) == RIGHT ? 1 : 0);
      assertThat(example.asking().toArray()).containsExactly(0, 5);
      assertThat(example.question().length()).isEqualTo(2);
    }
    assertThat(answers(AnswerSampling.of(4), 1)).isEqualTo(answers);
    assertThat(answers(AnswerSampling.of(4), 2)).isNotEqualTo(answers);
  }

  @Test
  void theyCarryTheLogProbabilitiesThatTheReferenceWouldGive() {
    List<CalibrationExample> examples = answers(AnswerSampling.of(2), 1).examples();
    List<CalibrationExample> scored = ReferenceScores.ofDrawn(policy, examples, 7);
    for (int i = 0; i < scored.size(); i++) {
      assertThat(first(examples.get(i))).isCloseTo(first(scored.get(i)), within(1e-5));
    }
  }

  private static double first(CalibrationExample example) {
    return ((ReferenceScores.Drawn) example.reference().orElseThrow()).logProbs().get(0);
  }

  @Test
  void capabilityIsTheShareOfAQuestionsRightAnswers() {
    List<CalibrationExample> hard = answers(AnswerSampling.of(4), 1).examples();
    List<CalibrationExample> soft =
        answers(AnswerSampling.of(4).withLabel(Label.CAPABILITY), 1).examples();
    assertThat(soft).hasSameSizeAs(hard);
    assertThat(soft).anyMatch(example -> example.correctness() > 0 && example.correctness() < 1);
    for (int question = 0; question < 20; question++) {
      String own = "question " + question + " answer ";
      double share =
          hard.stream()
              .filter(example -> example.id().startsWith(own))
              .mapToDouble(CalibrationExample::correctness)
              .average()
              .orElse(0);
      assertThat(soft.stream().filter(example -> example.id().startsWith(own)))
          .allMatch(example -> Math.abs(example.correctness() - share) < 1e-12);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerSampling.of(1).withLabel(Label.CAPABILITY))
        .withMessage("answers: expected at least 2 for a share of right ones, got 1");
  }

  @Test
  void balancedAnswersAreRightAsOftenAsWrong() {
    SampledAnswers answers = answers(AnswerSampling.of(4).withBalance(Balance.EQUAL), 1);
    long right = answers.examples().stream().filter(example -> example.correctness() == 1).count();
    assertThat(right).isEqualTo(Math.min(answers.correct(), answers.incorrect())).isPositive();
    assertThat(answers.examples()).hasSize((int) (2 * right));
    assertThat(answers.dropped())
        .isEqualTo(answers.correct() + answers.incorrect() - 2 * (int) right)
        .isPositive();
  }

  @Test
  void gradesOutOfRangeAndOptionsOfSeveralTokensAreErrors() {
    Sampler sampler = Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SampledAnswers.of(
                    sampler,
                    List.of(PromptedTask.of("one", 1, new long[] {1})),
                    (tasks, trajectories) -> new double[] {7},
                    ASKING,
                    AnswerSampling.of(1),
                    1))
        .withMessage("grades: expected numbers in [0, 1], got 7.0 for one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerOptions.noYes(new LetterCodec(), "n", "yes"))
        .withMessage(
            "options: expected one token each, as their probabilities are compared, got 3 for"
                + " \"yes\"; choose another word for it");
    assertThat(AnswerOptions.noYes(new LetterCodec(), "n", "y").tokens().toArray())
        .containsExactly(13, 24);
  }
}
