package org.temper.cli.tuning;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.AnswerSampling;
import org.temper.algorithms.calibration.Asking;
import org.temper.algorithms.calibration.CalibrationBatches;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.algorithms.calibration.ReferenceScores;
import org.temper.algorithms.calibration.SampledAnswers;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * A model that answers questions, is graded, and is asked after each answer whether it is correct.
 *
 * @param model the model
 */
record AskedModel(LanguageModel model) {
  private static final String ASKING = " Correct? ";

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
    SamplingConfig drawn =
        SamplingConfig.defaults().withMaxNewTokens(ANSWER_TOKENS).withMaxRows(ROWS);
    return SampledAnswers.of(
            Sampler.of(model.policy(), model.codec(), drawn),
            GradedQuestions.prompted(questions, model.codec()),
            GradedQuestions.grades(model.codec(), text -> text),
            Asking.always(model.codec().encode(ASKING)),
            sampling,
            seed)
        .examples();
  }

  /** Answers with the probabilities of all tokens, as the model has them now. */
  List<CalibrationExample> held(List<CalibrationExample> answers) {
    long[] vocabulary = LongStream.range(0, model.codec().vocabularySize()).toArray();
    return ReferenceScores.ofChoices(
        model.policy(), answers, ImmutableLongArray.copyOf(vocabulary), ROWS);
  }

  /** What the model says of answers that are right or wrong. */
  CalibrationData asked(List<CalibrationExample> answers, AnswerOptions options) {
    return AskedConfidences.of(model.policy(), CalibrationBatches.inOrder(answers, options, ROWS));
  }
}
