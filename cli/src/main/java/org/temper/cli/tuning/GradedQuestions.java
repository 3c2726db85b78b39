package org.temper.cli.tuning;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.rollouts.Verdict;
import org.temper.api.text.TextCodec;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticVerifier;
import org.temper.samplers.rewards.RewardSource;

/** Questions as a model is given them, and grades of what it answers. */
final class GradedQuestions {
  private static final ArithmeticVerifier VERIFIER = new ArithmeticVerifier();

  private GradedQuestions() {}

  static List<PromptedTask<ArithmeticTask>> prompted(
      List<ArithmeticTask> questions, TextCodec codec) {
    return IntStream.range(0, questions.size())
        .mapToObj(
            i ->
                PromptedTask.of(
                    "question " + (i + 1),
                    questions.get(i),
                    codec.encodePrompt(questions.get(i).question())))
        .toList();
  }

  /**
   * Grades of completions: 1 where the answer is right, 0 where it is not.
   *
   * @param codec turns tokens to text
   * @param answer what of a completion's text is the answer
   */
  static RewardSource<ArithmeticTask> grades(TextCodec codec, UnaryOperator<String> answer) {
    return (questions, episodes) ->
        IntStream.range(0, questions.size())
            .mapToDouble(
                i -> grade(questions.get(i), answer.apply(episodes.get(i).completionText(codec))))
            .toArray();
  }

  private static double grade(ArithmeticTask question, String answer) {
    return VERIFIER.verify(question, answer) instanceof Verdict.Passed ? 1 : 0;
  }
}
