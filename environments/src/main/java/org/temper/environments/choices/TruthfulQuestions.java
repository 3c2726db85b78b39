package org.temper.environments.choices;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.data.JsonRecord;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;

/**
 * A reader of TruthfulQA's multiple choice: the authors' table with {@code Question}, {@code Best
 * Answer}, {@code Correct Answers} and {@code Incorrect Answers}, or records with {@code question},
 * {@code mc1_targets} and {@code mc2_targets}, each of {@code choices} and {@code labels}, as
 * Hugging Face's {@code truthful_qa} has them.
 *
 * <p>The options of a question are all answers of both kinds. MC1 asks whether the best one is
 * preferred to all wrong ones, MC2 how much probability the right ones have among all. Keys are
 * indices from 0.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2109.07958">Lin et al., TruthfulQA: Measuring How
 * Models Mimic Human Falsehoods (2022)</a>, section 3.2.
 */
public final class TruthfulQuestions {
  private static final Splitter ANSWERS = Splitter.on(';').trimResults().omitEmptyStrings();
  private static final String DEFAULT_CATEGORY = "truthfulqa";

  private TruthfulQuestions() {}

  /**
   * Reads questions.
   *
   * @param data a file, a directory of such, or a pattern; gzip or not
   * @return the questions in the order of the file, at least one
   * @throws IllegalArgumentException if there is no such file, or a row is no question, with the
   *     file and the row
   */
  public static List<ChoiceQuestion> read(Path data) {
    List<JsonRecord> rows = DataFiles.of(data).readAll(Separator.LINES, row -> row);
    return IntStream.range(0, rows.size())
        .mapToObj(i -> question(String.valueOf(i), rows.get(i)))
        .collect(ImmutableList.toImmutableList());
  }

  private static ChoiceQuestion question(String key, JsonRecord row) {
    if (row.isObject("mc1_targets")) {
      List<String> best = answers(row.object("mc1_targets"), true);
      return question(
          key,
          DEFAULT_CATEGORY,
          row.text("question"),
          best,
          answers(row.object("mc2_targets"), true),
          answers(row.object("mc2_targets"), false),
          row);
    }
    return question(
        key,
        row.text("Category"),
        row.text("Question"),
        List.of(row.text("Best Answer").strip()),
        ANSWERS.splitToList(row.text("Correct Answers")),
        ANSWERS.splitToList(row.text("Incorrect Answers")),
        row);
  }

  /** The answers with a label; 1 says that one is right. */
  private static List<String> answers(JsonRecord targets, boolean right) {
    List<String> choices = targets.texts("choices");
    List<Long> labels =
        targets.json("labels").stream()
            .flatMap(l -> ImmutableList.copyOf(l).stream())
            .map(l -> l.asLong())
            .toList();
    if (labels.size() != choices.size()) {
      throw targets.malformed(
          "labels", "expected " + choices.size() + ", one for each choice, got " + labels.size());
    }
    return IntStream.range(0, choices.size())
        .filter(i -> (labels.get(i) == 1) == right)
        .mapToObj(choices::get)
        .toList();
  }

  private static ChoiceQuestion question(
      String key,
      String category,
      String text,
      List<String> best,
      List<String> right,
      List<String> wrong,
      JsonRecord row) {
    Set<String> rightOnes = new LinkedHashSet<>(best);
    rightOnes.addAll(right);
    List<String> options = new ArrayList<>(rightOnes);
    Set<String> wrongOnes = new LinkedHashSet<>(wrong);
    wrongOnes.removeAll(rightOnes);
    options.addAll(wrongOnes);
    if (best.size() != 1 || wrongOnes.isEmpty()) {
      throw row.malformed(
          "answers",
          "expected one best answer and at least one wrong one, got "
              + best.size()
              + " and "
              + wrongOnes.size());
    }
    return new ChoiceQuestion(
        key,
        category,
        text,
        options,
        0,
        IntStream.range(0, rightOnes.size()).boxed().collect(ImmutableSet.toImmutableSet()));
  }
}
