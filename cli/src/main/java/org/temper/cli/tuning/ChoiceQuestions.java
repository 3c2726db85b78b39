package org.temper.cli.tuning;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.temper.api.Seeds;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.environments.choices.ChoiceQuestion;

/**
 * Multiple-choice questions by what they are for. No question that is reported on has another
 * purpose.
 *
 * @param by the questions of each purpose
 */
record ChoiceQuestions(ListMultimap<Purpose, ChoiceQuestion> by) {
  /** Of the questions that settings are decided by, what each of the two choices has. */
  private static final double CHOICE_SHARE = 0.15;

  private static final int LEAST = 4;

  /** Copies. */
  ChoiceQuestions {
    by = ImmutableListMultimap.copyOf(by);
  }

  /**
   * Questions that are not among others. What was published twice, such as some of MMLU's, would
   * else be tuned on and reported on.
   *
   * @param fit the questions
   * @param reported the others
   * @return those of the questions whose text and options are no other's
   * @throws IllegalArgumentException if there is none
   */
  static List<ChoiceQuestion> apart(List<ChoiceQuestion> fit, List<ChoiceQuestion> reported) {
    Set<List<String>> taken =
        reported.stream().map(ChoiceQuestions::contents).collect(ImmutableSet.toImmutableSet());
    List<ChoiceQuestion> apart =
        fit.stream().filter(question -> !taken.contains(contents(question))).toList();
    checkArgument(
        !apart.isEmpty(),
        "--fit: expected questions that are not reported on, got %s that are",
        fit.size());
    return apart;
  }

  private static List<String> contents(ChoiceQuestion question) {
    return Stream.concat(Stream.of(question.text().strip()), question.options().stream()).toList();
  }

  /**
   * Divides questions.
   *
   * @param fit those that settings are decided by, in an order that the seed decides: about 15 % to
   *     choose a checkpoint by, as many for the threshold of abstention, the others to train on
   * @param test those that are reported on
   * @param ood those of another benchmark that are reported on
   * @param seed decides what a question is for
   * @return the questions
   * @throws IllegalArgumentException if there are too few
   */
  static ChoiceQuestions of(
      List<ChoiceQuestion> fit, List<ChoiceQuestion> test, List<ChoiceQuestion> ood, long seed) {
    checkArgument(
        fit.size() >= LEAST,
        "--fit: expected at least %s questions, to train on, to choose a checkpoint and to choose a"
            + " threshold, got %s",
        LEAST,
        fit.size());
    List<ChoiceQuestion> shuffled =
        Arrays.stream(Seeds.permutation(fit.size(), seed, "calibration-fit"))
            .mapToObj(fit::get)
            .toList();
    int each = (int) Math.max(1, Math.round(CHOICE_SHARE * fit.size()));
    return new ChoiceQuestions(
        ImmutableListMultimap.<Purpose, ChoiceQuestion>builder()
            .putAll(Purpose.VALIDATION, shuffled.subList(0, each))
            .putAll(Purpose.THRESHOLD, shuffled.subList(each, 2 * each))
            .putAll(Purpose.TRAINING, shuffled.subList(2 * each, shuffled.size()))
            .putAll(Purpose.TEST, test)
            .putAll(Purpose.OOD, ood)
            .build());
  }

  /** How many there are of each purpose, in words. */
  String described() {
    return String.format(
        Locale.ROOT,
        "data: %,d questions to train on, %,d to choose a checkpoint, %,d to choose a threshold, %,d to"
            + " report on, %,d out of distribution",
        by.get(Purpose.TRAINING).size(),
        by.get(Purpose.VALIDATION).size(),
        by.get(Purpose.THRESHOLD).size(),
        by.get(Purpose.TEST).size(),
        by.get(Purpose.OOD).size());
  }
}
