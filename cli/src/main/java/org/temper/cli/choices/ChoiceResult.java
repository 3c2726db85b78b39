package org.temper.cli.choices;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationMetrics;
import org.temper.evaluation.confidence.LengthHandling;
import org.temper.evaluation.confidence.OptionLogProbs;
import org.temper.evaluation.recalibration.LabeledLogits;

/**
 * The answers of a model to multiple-choice questions.
 *
 * @param questions the questions
 * @param scores what the model gives the options of each, in their order
 * @param handling what becomes of options of different lengths
 */
public record ChoiceResult(
    List<ChoiceQuestion> questions, List<OptionLogProbs> scores, LengthHandling handling) {
  private static final ImmutableList<String> CALIBRATION =
      ImmutableList.of("confidence", "ece.15.guo", "brier", "nll", "auroc");

  /** Copies. */
  public ChoiceResult {
    questions = ImmutableList.copyOf(questions);
    scores = ImmutableList.copyOf(scores);
  }

  /** An answer: the option that is chosen, and how probable the right options are. */
  private record Answer(int chosen, double confidence, boolean correct, double right) {}

  /** The options that are told apart: the best one and the wrong ones. */
  private int[] contested(int index) {
    ChoiceQuestion question = questions.get(index);
    return IntStream.range(0, question.options().size())
        .filter(i -> i == question.best() || !question.right().contains(i))
        .toArray();
  }

  private Answer answer(int index) {
    ChoiceQuestion question = questions.get(index);
    double[] probabilities = scores.get(index).probabilities(handling);
    double right = question.right().stream().mapToDouble(i -> probabilities[i]).sum();
    int[] contested = contested(index);
    int chosen = contested[0];
    double all = 0;
    for (int option : contested) {
      all += probabilities[option];
      chosen = probabilities[option] > probabilities[chosen] ? option : chosen;
    }
    double confidence = all > 0 ? Math.min(1, probabilities[chosen] / all) : 1.0 / contested.length;
    return new Answer(chosen, confidence, chosen == question.best(), Math.min(1, right));
  }

  /**
   * What is chosen.
   *
   * @param index of the question
   * @return the index of the option, the likeliest of the best one and the wrong ones
   */
  public int chosen(int index) {
    return answer(index).chosen();
  }

  /**
   * These answers and others, after them.
   *
   * @param others answers of the same model
   * @return all of them
   */
  public ChoiceResult and(ChoiceResult others) {
    return new ChoiceResult(
        Stream.concat(questions.stream(), others.questions.stream()).toList(),
        Stream.concat(scores.stream(), others.scores.stream()).toList(),
        handling);
  }

  /**
   * The logits of what is chosen among, the best option and the wrong ones, of each question.
   *
   * @return their log-probabilities, labeled by the best one
   * @throws IllegalArgumentException if an option is impossible
   */
  public LabeledLogits contested() {
    double[][] rows = new double[questions.size()][];
    int[] labels = new int[questions.size()];
    for (int i = 0; i < rows.length; i++) {
      double[] logits = scores.get(i).scores(handling);
      int[] contested = contested(i);
      rows[i] = Arrays.stream(contested).mapToDouble(option -> logits[option]).toArray();
      labels[i] = Arrays.binarySearch(contested, questions.get(i).best());
    }
    return LabeledLogits.of(rows, labels);
  }

  /**
   * Confidences in the chosen options with whether these are the best ones.
   *
   * @return a point for each question, in their order
   */
  public CalibrationData confidences() {
    CalibrationData.Builder points = CalibrationData.builder();
    for (int i = 0; i < questions.size(); i++) {
      Answer answer = answer(i);
      points.add(answer.confidence(), answer.correct() ? 1 : 0);
    }
    return points.build();
  }

  /**
   * A line for each question.
   *
   * @return {@code key}, {@code category}, {@code chosen} and {@code best}, letters, {@code
   *     correct}, {@code confidence} in the chosen option among the best and the wrong ones, {@code
   *     logits}, the log-probability of each option, and {@code label}, the index of the best one
   */
  public Stream<ObjectNode> lines() {
    return IntStream.range(0, questions.size()).mapToObj(this::line);
  }

  private ObjectNode line(int index) {
    ChoiceQuestion question = questions.get(index);
    Answer answer = answer(index);
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("key", question.key())
            .put("category", question.category())
            .put("chosen", ChoiceQuestion.letter(answer.chosen()))
            .put("best", ChoiceQuestion.letter(question.best()))
            .put("correct", answer.correct())
            .put("confidence", answer.confidence());
    ArrayNode logits = line.putArray("logits");
    for (double logit : scores.get(index).scores(handling)) {
      logits.add(logit);
    }
    return line.put("label", question.best());
  }

  /**
   * The figures of all questions and of each category.
   *
   * @return {@code questions}, {@code accuracy} (of TruthfulQA MC1), {@code probability_right}, the
   *     mean probability of right options (of TruthfulQA MC2), {@code option_mass}, the mean
   *     probability of all options where each is one token, metrics of the confidences, and {@code
   *     categories} with the first three of each
   */
  public ObjectNode figures() {
    ObjectNode figures = counted(category -> true);
    IntStream.range(0, scores.size())
        .mapToDouble(i -> scores.get(i).mass())
        .average()
        .ifPresent(mass -> figures.put("option_mass", mass));
    CalibrationData confidences = confidences();
    CALIBRATION.forEach(
        name -> {
          double value = CalibrationMetrics.named(name).of(confidences);
          figures.put(name, Double.isNaN(value) ? null : value);
        });
    ObjectNode categories = figures.putObject("categories");
    questions.stream()
        .map(ChoiceQuestion::category)
        .distinct()
        .sorted()
        .forEach(category -> categories.set(category, counted(category::equals)));
    return figures;
  }

  private ObjectNode counted(Predicate<String> category) {
    List<Answer> answers =
        IntStream.range(0, questions.size())
            .filter(i -> category.test(questions.get(i).category()))
            .mapToObj(this::answer)
            .toList();
    return JsonNodeFactory.instance
        .objectNode()
        .put("questions", answers.size())
        .put("accuracy", mean(answers.stream().mapToDouble(a -> a.correct() ? 1 : 0).toArray()))
        .put("probability_right", mean(answers.stream().mapToDouble(Answer::right).toArray()));
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> values[i])
        .average()
        .orElse(Double.NaN);
  }
}
