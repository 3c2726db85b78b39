package org.temper.cli.choices;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.confidence.LengthHandling;

/**
 * The form in which the questions of a benchmark are put to a model.
 *
 * @param task the benchmark
 * @param shown questions that are asked and answered before, by category; none of one that is not
 *     there
 * @param asked as what they are put
 * @param handling what becomes of options of different lengths
 */
public record ChoiceForm(
    ChoiceTask task,
    Map<String, List<ChoiceQuestion>> shown,
    Asked asked,
    LengthHandling handling) {

  /** As what a question is put to the model. */
  public enum Asked {
    /** As plain text that the option continues. */
    TEXT,
    /** As the user's message, which the option answers. */
    CHAT
  }

  /** Copies. */
  public ChoiceForm {
    shown = ImmutableMap.copyOf(shown);
  }

  /**
   * The same form for another benchmark, of which no question is shown before.
   *
   * @param other the benchmark
   * @return a new form
   */
  public ChoiceForm of(ChoiceTask other) {
    return new ChoiceForm(other, Map.of(), asked, handling);
  }

  /** The text before an option, and that of the questions that are shown before. */
  String prompt(ChoiceQuestion question) {
    return task.prompt(shown.getOrDefault(question.category(), List.of()), question);
  }
}
