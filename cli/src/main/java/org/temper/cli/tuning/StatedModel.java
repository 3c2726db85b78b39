package org.temper.cli.tuning;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.data.PromptCompletion;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.ConfidenceRewards;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.rewards.StatedConfidence;
import org.temper.samplers.rewards.StatedConfidence.Statement;

/**
 * A model that states its confidence itself: after the equation, the first digit of a share, which
 * stands for the middle of those that begin so.
 *
 * @param model the model
 */
record StatedModel(LanguageModel model) {
  private static final Pattern STATED = Pattern.compile(".*;([0-9])\\s*", Pattern.DOTALL);
  private static final int LEVELS = 10;

  /** More than the longest equation with its confidence takes. */
  private static final int ANSWER_TOKENS = 18;

  private static final int ROWS = 256;

  /** Demonstrations that state any confidence, so that the form is learned and no more. */
  static List<PromptCompletion> demonstrations(List<PromptCompletion> equations, long seed) {
    SplittableRandom random = Seeds.random(seed, "stated-confidence");
    return equations.stream()
        .map(
            shown ->
                new PromptCompletion(
                    shown.prompt(), shown.completion() + ";" + random.nextInt(LEVELS)))
        .toList();
  }

  Sampler sampler() {
    return Sampler.of(
        model.policy(),
        model.codec(),
        SamplingConfig.defaults().withMaxNewTokens(ANSWER_TOKENS).withMaxRows(ROWS));
  }

  List<PromptedTask<ArithmeticTask>> prompted(List<ArithmeticTask> questions) {
    return GradedQuestions.prompted(questions, model.codec());
  }

  /** 1 where the answer is right, whatever confidence is stated. */
  RewardSource<ArithmeticTask> correctness() {
    return GradedQuestions.grades(model.codec(), StatedModel::answer);
  }

  /** The same less the Brier score of what is stated, each where it is earned. */
  RewardSource<ArithmeticTask> calibrated() {
    return ConfidenceRewards.of(
        correctness(), StatedConfidence.inText(model.codec(), StatedModel::statement));
  }

  /** What is stated of sampled answers; 0 where nothing is. */
  CalibrationData measure(List<ArithmeticTask> questions, int samples, long seed) {
    CalibrationData.Builder points = CalibrationData.builder();
    List<List<Trajectory>> groups =
        sampler()
            .sampleGroups(
                prompted(questions).stream().map(task -> task.prompt().toArray()).toList(),
                samples,
                seed);
    for (int i = 0; i < groups.size(); i++) {
      List<Trajectory> group = groups.get(i);
      ArithmeticTask[] asked = new ArithmeticTask[group.size()];
      Arrays.fill(asked, questions.get(i));
      double[] grades = correctness().rewards(List.of(asked), group);
      for (int g = 0; g < grades.length; g++) {
        points.add(
            statement(text(group.get(g))).map(Statement::confidence).orElse(0.0), (int) grades[g]);
      }
    }
    return points.build();
  }

  private String text(Trajectory episode) {
    return episode.completionText(model.codec());
  }

  static String answer(String text) {
    Matcher matcher = STATED.matcher(text);
    return matcher.matches() ? text.substring(0, matcher.start(1) - 1) : text;
  }

  static Optional<Statement> statement(String text) {
    Matcher matcher = STATED.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Statement((Integer.parseInt(matcher.group(1)) + 0.5) / LEVELS, matcher.start(1)))
        : Optional.empty();
  }
}
