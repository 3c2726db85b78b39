package org.temper.cli.tuning;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.cli.calibrate.HeldOutRecalibration;
import org.temper.cli.calibrate.RecalibrationMethod;
import org.temper.cli.tuning.JudgedChoices.Answers;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.recalibration.LabeledLogits;

/**
 * A model's answers to multiple-choice questions, by what the questions are for.
 *
 * @param by the answers of each purpose that there is
 */
record ChoiceAnswers(Map<Purpose, Answers> by) {

  /** Copies. */
  ChoiceAnswers {
    by = ImmutableMap.copyOf(by);
  }

  /**
   * Has a model answer.
   *
   * @param questions the questions
   * @param purposes which of them; what has no question is left out
   * @param model the model as it is asked questions of a purpose
   */
  static ChoiceAnswers of(
      ChoiceQuestions questions, List<Purpose> purposes, Function<Purpose, JudgedChoices> model) {
    ImmutableMap.Builder<Purpose, Answers> answers = ImmutableMap.builder();
    purposes.stream()
        .filter(questions.by()::containsKey)
        .forEach(
            purpose ->
                answers.put(purpose, model.apply(purpose).answers(questions.by().get(purpose))));
    return new ChoiceAnswers(answers.buildOrThrow());
  }

  /** These answers and those of other purposes. */
  ChoiceAnswers and(ChoiceAnswers others) {
    return new ChoiceAnswers(
        ImmutableMap.<Purpose, Answers>builder().putAll(by).putAll(others.by).buildOrThrow());
  }

  /**
   * Checks that there is something to learn.
   *
   * @throws IllegalArgumentException if all answers to train on are right, or all are wrong
   */
  void checkBothKinds() {
    Answers training = of(Purpose.TRAINING);
    long right = training.right();
    int all = training.examples().size();
    checkArgument(
        right > 0 && right < all,
        "--fit: expected questions to train on of which the model answers some rightly and some"
            + " wrongly, got %s right ones of %s; more --fit-questions or others may have both",
        right,
        all);
  }

  /** The answers of a purpose that there is. */
  Answers of(Purpose purpose) {
    return requireNonNull(by.get(purpose));
  }

  /** The answers that recalibrators of the model as it is may be fitted on. */
  private Answers fitted() {
    return of(Purpose.TRAINING).and(of(Purpose.VALIDATION));
  }

  /** Tokens of the longest example. */
  int longest() {
    return by.values().stream()
        .flatMap(answers -> answers.examples().stream())
        .mapToInt(CalibrationExample::length)
        .max()
        .orElseThrow();
  }

  /** Confidence that is the probability of the chosen option. */
  ConfidenceFigures ofOptions() {
    return figures(
        fitted().result().confidences(), (purpose, answers) -> answers.result().confidences());
  }

  /** The same, recalibrated: a temperature divides the options' logits. */
  ConfidenceFigures recalibrated(RecalibrationMethod method) {
    LabeledLogits fitted = fitted().result().contested();
    return figures(
        HeldOutRecalibration.of(method, fitted, fitted).after(),
        (purpose, answers) ->
            HeldOutRecalibration.of(method, fitted, answers.result().contested()).after());
  }

  /**
   * Confidence that the model states of its answers.
   *
   * @param model what it states of answers to questions of a purpose
   */
  ConfidenceFigures judged(BiFunction<Purpose, Answers, CalibrationData> model) {
    return figures(model.apply(Purpose.VALIDATION, of(Purpose.VALIDATION)), model);
  }

  private ConfidenceFigures figures(
      CalibrationData validation, BiFunction<Purpose, Answers, CalibrationData> confidence) {
    return new ConfidenceFigures(
        validation,
        confidence.apply(Purpose.THRESHOLD, of(Purpose.THRESHOLD)),
        confidence.apply(Purpose.TEST, of(Purpose.TEST)),
        Optional.ofNullable(by.get(Purpose.OOD))
            .map(answers -> confidence.apply(Purpose.OOD, answers)));
  }
}
