package org.temper.cli.choices;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.api.Seeds;
import org.temper.cli.choices.ChoiceForm.Asked;
import org.temper.cli.options.values.Inapplicable;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.confidence.LengthHandling;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for how multiple-choice questions are put to a model, and which. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class AskingOptions {
  private static final int USUAL_SHOTS = 5;

  @Option(
      names = "--few-shot",
      paramLabel = "PATH",
      description =
          "mmlu, mmlu_cloze, truthfulqa: questions that are asked and answered before each, the first ones of its"
              + " category, such as MMLU's dev files (default: none)")
  private @Nullable Path fewShot;

  @Option(
      names = "--shots",
      paramLabel = "N",
      description = "how many --few-shot questions (default: " + USUAL_SHOTS + ")")
  private @Nullable Integer shots;

  @Option(
      names = "--ask",
      paramLabel = "HOW",
      defaultValue = "text",
      description =
          "mmlu, mmlu_cloze, truthfulqa: as plain text, or as a user's message by the model's chat template:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Asked asked;

  @Option(
      names = "--option-score",
      paramLabel = "HOW",
      defaultValue = "sum",
      description =
          "mmlu, mmlu_cloze, truthfulqa: what the log-probabilities of an option's tokens become:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LengthHandling handling;

  @Option(
      names = "--questions",
      paramLabel = "N",
      description =
          "mmlu, mmlu_cloze, truthfulqa: ask so many questions, drawn by --seed (default: all that there are)")
  private @Nullable Integer questions;

  /** What is named by these options alone. */
  private static final String[] NAMES = {
    "--few-shot", "--shots", "--ask", "--option-score", "--questions"
  };

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    Inapplicable.check(spec, reason, NAMES);
  }

  /**
   * How the questions of a benchmark are put, and what is shown before them.
   *
   * @param task the benchmark
   * @return the form
   * @throws IllegalArgumentException if the questions that are shown are malformed, or are counted
   *     without any
   */
  public ChoiceForm form(ChoiceTask task) {
    checkArgument(
        shots == null || fewShot != null,
        "--shots: expected none without --few-shot, got %s",
        shots);
    checkArgument(shots == null || shots >= 0, "--shots: expected at least 0, got %s", shots);
    return new ChoiceForm(task, examples(task), asked, handling);
  }

  /**
   * The questions that are asked.
   *
   * @param all those that there are
   * @param seed decides which, where not all are
   * @return the questions, in their order
   * @throws IllegalArgumentException if there are fewer than are to be asked
   */
  public List<ChoiceQuestion> drawn(List<ChoiceQuestion> all, long seed) {
    return drawn("--questions", questions, all, seed);
  }

  /**
   * At most as many questions.
   *
   * @param all those that there are
   * @param seed decides which, where not all are
   * @return the questions, in their order
   */
  public List<ChoiceQuestion> drawnAtMost(List<ChoiceQuestion> all, long seed) {
    return questions == null || questions >= all.size() ? all : drawn(all, seed);
  }

  /**
   * The same by an option of another name.
   *
   * @param option its name
   * @param count how many; all where it is not given
   * @param all those that there are
   * @param seed decides which
   * @return the questions, in their order
   * @throws IllegalArgumentException if there are fewer than are to be asked
   */
  public static List<ChoiceQuestion> drawn(
      String option, @Nullable Integer count, List<ChoiceQuestion> all, long seed) {
    if (count == null) {
      return all;
    }
    checkArgument(
        count >= 1 && count <= all.size(),
        "%s: expected 1 to %s, as many as there are, got %s",
        option,
        all.size(),
        count);
    return Arrays.stream(Seeds.permutation(all.size(), seed, "evaluate-questions"))
        .limit(count)
        .sorted()
        .mapToObj(all::get)
        .toList();
  }

  /** The first examples of each category; of all where the benchmark has no subjects. */
  private Map<String, List<ChoiceQuestion>> examples(ChoiceTask task) {
    if (fewShot == null) {
      return Map.of();
    }
    int most = shots == null ? USUAL_SHOTS : shots;
    Map<String, List<ChoiceQuestion>> byCategory = new LinkedHashMap<>();
    for (ChoiceQuestion example : task.read(fewShot)) {
      List<ChoiceQuestion> some =
          byCategory.computeIfAbsent(example.category(), c -> new ArrayList<>());
      if (some.size() < most) {
        some.add(example);
      }
    }
    return byCategory;
  }
}
