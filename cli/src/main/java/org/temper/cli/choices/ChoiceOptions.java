package org.temper.cli.choices;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Seeds;
import org.temper.api.TextCodec;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.Inapplicable;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.confidence.LengthHandling;
import org.temper.evaluation.confidence.OptionLogProbs;
import org.temper.evaluation.confidence.OptionPrompt;
import org.temper.evaluation.confidence.OptionScorer;
import org.temper.models.hf.LanguageModel;
import org.temper.reporting.ConsoleProgress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for how a model answers multiple-choice questions. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ChoiceOptions {
  private static final int USUAL_SHOTS = 5;
  private static final int BATCH_TOKENS = 4096;
  private static final int QUESTIONS_AT_ONCE = 128;

  /** In what a question is put to the model. */
  public enum Asked {
    /** As plain text that the option continues. */
    TEXT,
    /** As the user's message, which the option answers. */
    CHAT
  }

  @Option(
      names = "--few-shot",
      paramLabel = "PATH",
      description =
          "mmlu, truthfulqa: questions that are asked and answered before each, the first ones of its"
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
          "mmlu, truthfulqa: as plain text, or as a user's message by the model's chat template:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Asked asked;

  @Option(
      names = "--option-score",
      paramLabel = "HOW",
      defaultValue = "sum",
      description =
          "mmlu, truthfulqa: what the log-probabilities of an option's tokens become:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LengthHandling handling;

  @Option(
      names = "--questions",
      paramLabel = "N",
      description =
          "mmlu, truthfulqa: ask so many questions, drawn by --seed (default: all that there are)")
  private @Nullable Integer questions;

  @Mixin private ComputeOptions compute;

  /** What is named by these options alone. */
  private static final String[] NAMES = {
    "--few-shot",
    "--shots",
    "--ask",
    "--option-score",
    "--questions",
    "--device",
    "--threads",
    "--precision",
    "--activations"
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
   * Has a model answer.
   *
   * @param task which benchmark
   * @param directory the model's directory
   * @param data the questions
   * @param seed decides which --questions are drawn
   * @return its answers
   * @throws IllegalArgumentException if the model or a file is malformed, or a question is longer
   *     than the model can take
   * @throws IOException if a file cannot be read
   */
  public ChoiceResult answers(ChoiceTask task, Path directory, Path data, long seed)
      throws IOException {
    checkArgument(
        shots == null || fewShot != null,
        "--shots: expected none without --few-shot, got %s",
        shots);
    checkArgument(shots == null || shots >= 0, "--shots: expected at least 0, got %s", shots);
    List<ChoiceQuestion> asking = drawn(task.read(data), seed);
    Map<String, List<ChoiceQuestion>> shown = examples(task);
    try (LanguageModel model = LanguageModel.load(directory, compute.decoder())) {
      TextCodec codec = model.codec();
      Optional<ConversationTokenization> chat =
          asked == Asked.CHAT ? Optional.of(chat(model)) : Optional.empty();
      List<OptionPrompt> prompts = new ArrayList<>();
      for (ChoiceQuestion question : asking) {
        String text = task.prompt(shown.getOrDefault(question.category(), List.of()), question);
        List<String> options = task.options(question);
        prompts.add(
            chat.map(format -> answered(codec, format, text, options))
                .orElseGet(() -> OptionPrompt.of(codec, text, options)));
      }
      List<OptionLogProbs> scores = score(model, prompts);
      return new ChoiceResult(asking, scores, handling);
    }
  }

  private static List<OptionLogProbs> score(LanguageModel model, List<OptionPrompt> prompts) {
    OptionScorer scorer = new OptionScorer(model.policy(), BATCH_TOKENS);
    List<OptionLogProbs> scores = new ArrayList<>();
    for (List<OptionPrompt> part :
        ConsoleProgress.over(Lists.partition(prompts, QUESTIONS_AT_ONCE), "questions")) {
      scores.addAll(scorer.score(part));
    }
    return scores;
  }

  private List<ChoiceQuestion> drawn(List<ChoiceQuestion> all, long seed) {
    if (questions == null) {
      return all;
    }
    checkArgument(
        questions >= 1 && questions <= all.size(),
        "--questions: expected 1 to %s, as many as there are, got %s",
        all.size(),
        questions);
    return Arrays.stream(Seeds.permutation(all.size(), seed, "evaluate-questions"))
        .limit(questions)
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

  private static ConversationTokenization chat(LanguageModel model) {
    return ConversationTokenization.of(
        model.codec(),
        model
            .chatFormat()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--ask: expected text, as the model has no chat template, got chat")));
  }

  private static OptionPrompt answered(
      TextCodec codec, ConversationTokenization chat, String text, List<String> options) {
    return new OptionPrompt(
        ImmutableLongArray.copyOf(chat.prompt(Conversation.of(Message.of(Role.USER, text)))),
        options.stream()
            .map(option -> ImmutableLongArray.copyOf(codec.encode(option.strip())))
            .toList());
  }
}
