package org.temper.cli.choices;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.environments.choices.MmluQuestions;
import org.temper.environments.choices.TruthfulQuestions;

/** The benchmarks of multiple choice, and how a model is asked. */
public enum ChoiceTask {
  /** Options are listed, and their letters are what the model chooses from. */
  MMLU,
  /** Options are not listed: the answers themselves are scored. */
  TRUTHFULQA;

  /**
   * Reads questions.
   *
   * @param data a file, a directory of such, or a pattern; gzip or not
   * @return the questions, at least one
   * @throws IllegalArgumentException if there is no such file, or it is malformed
   */
  public List<ChoiceQuestion> read(Path data) {
    return this == MMLU ? MmluQuestions.read(data) : TruthfulQuestions.read(data);
  }

  /**
   * The text before an option.
   *
   * @param shots questions that are asked and answered before
   * @param question what is asked
   * @return the text, which an option continues, with its space
   */
  String prompt(List<ChoiceQuestion> shots, ChoiceQuestion question) {
    String before =
        shots.stream()
            .map(shot -> asked(shot) + options(shot).get(shot.best()) + "\n\n")
            .collect(Collectors.joining());
    return introduction(question) + before + asked(question);
  }

  /**
   * What may follow the prompt.
   *
   * @param question what is asked
   * @return a text for each option, each with a space before it
   */
  List<String> options(ChoiceQuestion question) {
    return IntStream.range(0, question.options().size())
        .mapToObj(i -> " " + (this == MMLU ? ChoiceQuestion.letter(i) : question.options().get(i)))
        .toList();
  }

  /** As the authors of MMLU introduce the questions of a subject. */
  private String introduction(ChoiceQuestion question) {
    return this == MMLU
        ? "The following are multiple choice questions (with answers) about "
            + question.category().replace('_', ' ')
            + ".\n\n"
        : "";
  }

  private String asked(ChoiceQuestion question) {
    if (this == TRUTHFULQA) {
      return "Q: " + question.text() + "\nA:";
    }
    String listed =
        IntStream.range(0, question.options().size())
            .mapToObj(i -> ChoiceQuestion.letter(i) + ". " + question.options().get(i) + "\n")
            .collect(Collectors.joining());
    return question.text().strip() + "\n" + listed + "Answer:";
  }
}
