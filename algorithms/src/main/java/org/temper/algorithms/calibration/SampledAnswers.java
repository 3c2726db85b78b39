package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.temper.algorithms.rollouts.EpisodeRewards;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/**
 * Answers that a model drew, and what a verifier found of them. The examples carry the
 * log-probabilities of their tokens as the model drew them: it is the reference of a {@link
 * CalibrationTrainer} that then trains it.
 *
 * @param examples what is to be asked about, in the order of the questions
 * @param correct answers that are right
 * @param incorrect answers that are wrong
 * @param unverified answers of which nothing could be found, which are left out
 * @param tooLong answers that leave no position for what asks about them, which are left out; they
 *     count among the correct and incorrect ones
 * @param dropped answers left out for the balance
 */
public record SampledAnswers(
    List<CalibrationExample> examples,
    int correct,
    int incorrect,
    int unverified,
    int tooLong,
    int dropped) {
  private static final String BALANCE = "calibration-balance";

  /** Copies. */
  public SampledAnswers {
    examples = ImmutableList.copyOf(examples);
  }

  /**
   * Draws answers and has them graded.
   *
   * @param sampler answers the questions, at temperature 1 where the reference term is to be
   *     unbiased
   * @param questions the questions
   * @param grades 1 for a right answer, 0 for a wrong one, between them for what is partly right;
   *     NaN where it is not known: {@link org.temper.samplers.rewards.VerifierRewards} among others
   * @param asking asks whether an answer is correct
   * @param config how answers become examples
   * @param seed decides the draws, and what is dropped
   * @param <T> what a question is to the verifier
   * @return the answers
   * @throws IllegalArgumentException if a grade is not in [0, 1], or a prompt is not right for
   *     {@link Sampler#sample}
   */
  public static <T> SampledAnswers of(
      Sampler sampler,
      List<PromptedTask<T>> questions,
      RewardSource<T> grades,
      Asking asking,
      AnswerSampling config,
      long seed) {
    List<List<Trajectory>> groups =
        sampler.sampleGroups(
            questions.stream().map(question -> question.prompt().toArray()).toList(),
            config.answers(),
            seed);
    Tally tally = new Tally();
    for (int i = 0; i < groups.size(); i++) {
      List<Trajectory> group = groups.get(i);
      double[] found =
          EpisodeRewards.of(
              grades, Collections.nCopies(group.size(), questions.get(i).task()), group);
      check(questions.get(i).id(), found);
      double share = Arrays.stream(found).filter(grade -> !Double.isNaN(grade)).average().orElse(0);
      for (int g = 0; g < found.length; g++) {
        tally.count(found[g]);
        if (!Double.isNaN(found[g])) {
          CalibrationExample example =
              example(questions.get(i).id() + " answer " + (g + 1), group.get(g), asking, found[g]);
          double label = config.label() == AnswerSampling.Label.CAPABILITY ? share : found[g];
          tally.keep(example.withCorrectness(label), found[g], sampler.maxLength());
        }
      }
    }
    return tally.answers(config.balance(), seed);
  }

  private static void check(String id, double[] grades) {
    for (double grade : grades) {
      checkArgument(
          Double.isNaN(grade) || (grade >= 0 && grade <= 1),
          "grades: expected numbers in [0, 1], got %s for %s",
          grade,
          id);
    }
  }

  private static CalibrationExample example(
      String id, Trajectory answered, Asking asking, double grade) {
    ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
    for (Segment.Action action : answered.actions()) {
      logProbs.addAll(action.logProbs());
    }
    ImmutableLongArray question = answered.segments().get(0).tokens();
    return CalibrationExample.of(
            id,
            question.toArray(),
            answered.completion().toArray(),
            asking.tokens(answered).toArray(),
            grade)
        .withReference(new ReferenceScores.Drawn(logProbs.build()));
  }

  /** What was found so far. */
  private static final class Tally {
    private final List<CalibrationExample> examples = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();
    private final List<Integer> wrong = new ArrayList<>();
    private int correct;
    private int incorrect;
    private int unverified;
    private int tooLong;

    void count(double grade) {
      if (Double.isNaN(grade)) {
        unverified++;
      } else if (isRight(grade)) {
        correct++;
      } else {
        incorrect++;
      }
    }

    void keep(CalibrationExample example, double grade, int maxLength) {
      if (example.length() > maxLength) {
        tooLong++;
        return;
      }
      (isRight(grade) ? right : wrong).add(examples.size());
      examples.add(example);
    }

    private static boolean isRight(double grade) {
      return grade >= 0.5;
    }

    SampledAnswers answers(AnswerSampling.Balance balance, long seed) {
      List<Integer> kept = new ArrayList<>();
      if (balance == AnswerSampling.Balance.EQUAL) {
        int each = Math.min(right.size(), wrong.size());
        kept.addAll(drawn(right, each, seed));
        kept.addAll(drawn(wrong, each, seed));
        Collections.sort(kept);
      } else {
        for (int i = 0; i < examples.size(); i++) {
          kept.add(i);
        }
      }
      return new SampledAnswers(
          kept.stream().map(examples::get).toList(),
          correct,
          incorrect,
          unverified,
          tooLong,
          examples.size() - kept.size());
    }

    private static List<Integer> drawn(List<Integer> from, int count, long seed) {
      int[] order = Seeds.permutation(from.size(), seed, BALANCE);
      return Arrays.stream(order).limit(count).mapToObj(from::get).toList();
    }
  }
}
