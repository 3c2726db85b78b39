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
  /**
   * The same questions with the options not listed: the answers themselves are scored, as suits
   * models that are too small to choose a letter.
   */
  MMLU_CLOZE,
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
    return this == TRUTHFULQA ? TruthfulQuestions.read(data) : MmluQuestions.read(data);
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

  /** As the authors of MMLU introduce the questions of a subject, and lighteval without options. */
  private String introduction(ChoiceQuestion question) {
    String subject = question.category().replace('_', ' ');
    return switch (this) {
      case MMLU ->
          "The following are multiple choice questions (with answers) about " + subject + ".\n\n";
      case MMLU_CLOZE -> "The following are questions about " + subject + ".\n";
      case TRUTHFULQA -> "";
    };
  }

  private String asked(ChoiceQuestion question) {
    return switch (this) {
      case MMLU -> question.text().strip() + "\n" + listed(question) + "Answer:";
      case MMLU_CLOZE -> "Question: " + question.text().strip() + "\nAnswer:";
      case TRUTHFULQA -> "Q: " + question.text() + "\nA:";
    };
  }

  private static String listed(ChoiceQuestion question) {
    return IntStream.range(0, question.options().size())
        .mapToObj(i -> ChoiceQuestion.letter(i) + ". " + question.options().get(i) + "\n")
        .collect(Collectors.joining());
  }
}
