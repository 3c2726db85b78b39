package org.temper.cli.tuning;

import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.AnswerSampling;
import org.temper.algorithms.calibration.Asking;
import org.temper.algorithms.calibration.CalibrationBatch;
import org.temper.algorithms.calibration.CalibrationBatches;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.algorithms.calibration.CalibrationTrainer;
import org.temper.algorithms.calibration.SampledAnswers;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.rollouts.Verdict;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticVerifier;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardSource;

/**
 * A model that answers questions, is graded, and is asked after each answer whether it is correct.
 *
 * @param model the model
 */
record AskedModel(LanguageModel model) {
  private static final String ASKING = " Correct? ";
  private static final ArithmeticVerifier VERIFIER = new ArithmeticVerifier();

  /** More than the longest equation takes. */
  private static final int ANSWER_TOKENS = 16;

  /** Rows that are decoded, or asked, at once. */
  private static final int ROWS = 256;

  /** The two answers to "is this correct?". */
  AnswerOptions noYes() {
    return AnswerOptions.noYes(model.codec(), "N", "Y");
  }

  /** A scale of stated confidence. */
  AnswerOptions digits() {
    return AnswerOptions.scale(
        model.codec(), IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  /**
   * Answers of questions, drawn at temperature 1, and whether they are right.
   *
   * @param questions the questions
   * @param sampling how many of each, and how they are labeled
   * @param seed decides the draws
   */
  List<CalibrationExample> answers(
      List<ArithmeticTask> questions, AnswerSampling sampling, long seed) {
    List<PromptedTask<ArithmeticTask>> prompted =
        IntStream.range(0, questions.size())
            .mapToObj(
                i ->
                    PromptedTask.of(
                        "question " + (i + 1),
                        questions.get(i),
                        model.codec().encodePrompt(questions.get(i).question())))
            .toList();
    SamplingConfig drawn =
        SamplingConfig.defaults().withMaxNewTokens(ANSWER_TOKENS).withMaxRows(ROWS);
    return SampledAnswers.of(
            Sampler.of(model.policy(), model.codec(), drawn),
            prompted,
            grades(),
            Asking.always(model.codec().encode(ASKING)),
            sampling,
            seed)
        .examples();
  }

  private RewardSource<ArithmeticTask> grades() {
    return (questions, episodes) ->
        IntStream.range(0, questions.size())
            .mapToDouble(
                i ->
                    VERIFIER.verify(questions.get(i), episodes.get(i).completionText(model.codec()))
                            instanceof Verdict.Passed
                        ? 1
                        : 0)
            .toArray();
  }

  /** What the model says of answers that are right or wrong. */
  CalibrationData asked(List<CalibrationExample> answers, AnswerOptions options) {
    CalibrationData.Builder points = CalibrationData.builder();
    for (CalibrationBatch batch : CalibrationBatches.inOrder(answers, options, ROWS)) {
      double[] confidences = CalibrationTrainer.confidences(model.policy(), batch);
      for (int i = 0; i < confidences.length; i++) {
        points.add(
            Math.min(1, Math.max(0, confidences[i])), (int) batch.examples().get(i).correctness());
      }
    }
    return points.build();
  }
}
