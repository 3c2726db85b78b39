package org.temper.cli.tuning;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.CalibrationBatches;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.algorithms.calibration.ReferenceScores;
import org.temper.algorithms.calibration.ReferenceScores.Choices;
import org.temper.algorithms.calibration.ReferenceScores.Drawn;
import org.temper.cli.choices.AskedChoices;
import org.temper.cli.choices.ChoiceResult;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.confidence.OptionLogProbs;
import org.temper.evaluation.confidence.OptionPrompt;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.reporting.ConsoleProgress;

/**
 * Multiple-choice questions that a model answers by the likeliest option, and is asked after each
 * answer whether it is correct.
 *
 * @param policy the model
 * @param choices how the questions are put to it
 * @param verdicts what it is asked then
 */
record JudgedChoices(DecoderPolicy policy, AskedChoices choices, Verdicts verdicts) {

  /**
   * Answers, as given and as what is asked about.
   *
   * @param result what was chosen
   * @param examples the same with what asks about it, and what the model itself says of the options
   */
  record Answers(ChoiceResult result, List<CalibrationExample> examples) {

    /** These answers and others of the same model, after them. */
    Answers and(Answers others) {
      List<CalibrationExample> all = new ArrayList<>(examples);
      all.addAll(others.examples);
      return new Answers(result.and(others.result), all);
    }

    /** How many are right. */
    long right() {
      return examples.stream().filter(example -> example.correctness() == 1).count();
    }
  }

  /**
   * Answers questions.
   *
   * @throws IllegalArgumentException if a question with what is asked about it is longer than the
   *     model can take
   */
  Answers answers(List<ChoiceQuestion> questions) {
    ChoiceResult result = choices.answers(policy, questions);
    CalibrationData graded = result.confidences();
    List<CalibrationExample> examples = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      examples.add(example(result, i, graded.outcome(i)));
    }
    return new Answers(result, List.copyOf(examples));
  }

  private CalibrationExample example(ChoiceResult result, int index, int correctness) {
    ChoiceQuestion question = result.questions().get(index);
    int chosen = result.chosen(index);
    OptionPrompt prompt = choices.prompt(question);
    CalibrationExample example =
        CalibrationExample.of(
                question.key(),
                prompt.prompt().toArray(),
                prompt.options().get(chosen).toArray(),
                choices.after(question, chosen, verdicts.asking()),
                correctness)
            .withReference(reference(prompt, result.scores().get(index), chosen));
    checkArgument(
        example.length() <= policy.maxLength(),
        "%s: expected at most %s tokens with what is asked about the answer, as many as the model can"
            + " take, got %s; fewer --shots take less",
        question.key(),
        policy.maxLength(),
        example.length());
    return example;
  }

  /** Of all options where each is a token of its own, else of the chosen one's tokens. */
  private static ReferenceScores reference(OptionPrompt prompt, OptionLogProbs scored, int chosen) {
    ImmutableLongArray.Builder tokens = ImmutableLongArray.builder();
    ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
    prompt.options().forEach(tokens::addAll);
    scored.options().forEach(logProbs::addAll);
    ImmutableLongArray all = tokens.build();
    int options = prompt.options().size();
    return all.length() == options && all.stream().distinct().count() == options
        ? new Choices(all, logProbs.build())
        : new Drawn(scored.options().get(chosen));
  }

  /**
   * What the model says of its answers.
   *
   * @param answers the answers
   * @param options what it may say
   * @param rows how many it is asked about at once
   * @return a point for each, in their order
   */
  CalibrationData judged(Answers answers, AnswerOptions options, int rows) {
    return AskedConfidences.of(
        policy,
        ConsoleProgress.over(
            CalibrationBatches.inOrder(answers.examples(), options, rows), "judged"));
  }
}
