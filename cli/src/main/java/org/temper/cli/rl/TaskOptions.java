package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.options.TemplateOption;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.training.Completions;
import org.temper.cli.training.Completions.Question;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.files.DataFiles;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for what is asked, and of which model. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class TaskOptions {
  private static final int MANY_HELD_OUT = 256;
  private static final int FEW_HELD_OUT = 64;
  private static final int SHORT = 16;
  private static final int LONG = 256;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "the model to start from: a directory, or ORG/NAME on the Hub (default: the quickstart's base"
              + " model, on generated"
              + " worded arithmetic)")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "prompts: records (.jsonl, .csv, .tsv, .parquet), each with a prompt, a text or a list of"
              + " messages, and perhaps a reference answer; or plain text with a prompt in each"
              + " paragraph; gzip or not; a file, a directory or a pattern (default: generated)")
  private @Nullable Path data;

  @Option(
      names = "--prompt-field",
      paramLabel = "NAME",
      defaultValue = "prompt",
      description = "the prompt's field in --data (default: ${DEFAULT-VALUE})")
  private String promptField;

  @Option(
      names = "--answer-field",
      paramLabel = "NAME",
      defaultValue = "completion",
      description =
          "the reference answer's field in --data, which may be missing"
              + " (default: ${DEFAULT-VALUE})")
  private String answerField;

  @Mixin private TemplateOption template;

  @Option(
      names = "--prompt-words",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "cut prompts to their first words; 0 to leave them whole (default: ${DEFAULT-VALUE})")
  private int promptWords;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description =
          "tasks or episodes to measure on, which are not trained on; at most half of --data"
              + " (default: 256; 64 for models of more than 10 million parameters)")
  private @Nullable Integer heldOut;

  @Option(
      names = "--generated-tasks",
      paramLabel = "N",
      defaultValue = "4096",
      description = "generated tasks to train on (default: ${DEFAULT-VALUE})")
  private int generatedTasks;

  @Option(
      names = "--demonstrations",
      paramLabel = "N",
      defaultValue = "1536",
      description =
          "generated questions whose answers are shown to the model first (SFT): the base model"
              + " answers in words and would never be rewarded (default: ${DEFAULT-VALUE})")
  private int demonstrations;

  /** Whether tasks are generated. */
  boolean generated() {
    return data == null;
  }

  /**
   * Checks that what was given goes together.
   *
   * @throws IllegalArgumentException if an option does not apply
   */
  void check(CommandSpec spec) {
    if (data == null) {
      Inapplicable.check(
          spec, "without --data", "--prompt-field", "--answer-field", "--prompt-words");
      TemplateOption.checkNone(spec, "without --data");
      checkArgument(
          generatedTasks >= 1, "--generated-tasks: expected at least 1, got %s", generatedTasks);
      checkArgument(
          demonstrations >= 0, "--demonstrations: expected at least 0, got %s", demonstrations);
    } else {
      Inapplicable.check(spec, "with --data", "--generated-tasks", "--demonstrations");
      checkModel("--data");
      checkArgument(promptWords >= 0, "--prompt-words: expected at least 0, got %s", promptWords);
      if (ConversationOptions.areIn(DataFiles.of(data))) {
        Inapplicable.check(spec, "with conversations", "--prompt-field", "--prompt-words");
      } else {
        TemplateOption.checkNone(spec, "without conversations");
      }
    }
    checkHeldOut();
  }

  /**
   * Checks what is not asked for of tasks alone.
   *
   * @throws IllegalArgumentException if there is no model, or nothing to measure on
   */
  void checkBeside(String option) {
    checkModel(option);
    checkHeldOut();
  }

  private void checkModel(String option) {
    checkArgument(model != null, "--model: expected a directory beside %s, got none", option);
  }

  private void checkHeldOut() {
    checkArgument(
        heldOut == null || heldOut >= 1, "--held-out: expected at least 1, got %s", heldOut);
  }

  LanguageModel load(DecoderOptions options) throws IOException {
    return model == null ? BaseModel.SHIPPED.load(options) : template.load(model, options);
  }

  /** The model to start from, as what is made of it knows it. */
  Parent base() throws IOException {
    return model == null ? BaseModel.SHIPPED.origin() : Parent.ofModel(model);
  }

  /** The file of the tasks, if there is one. */
  @Nullable Path file() {
    return data;
  }

  /** How many tasks or episodes to measure on. */
  int heldOut(long parameters) {
    if (heldOut != null) {
      return heldOut;
    }
    return parameters <= Completions.QUICK_PARAMETERS ? MANY_HELD_OUT : FEW_HELD_OUT;
  }

  /**
   * Reads or generates tasks, for a model that is not there yet.
   *
   * @param needsAnswers whether a task without a reference answer can never be judged
   * @param messages where it is said which are left out
   * @throws IllegalArgumentException if the file is malformed, or answers are needed and one has
   *     none; the message names file and line
   */
  Episodes.Maker episodes(
      Answers needsAnswers, RolloutOptions rollouts, PrintWriter messages, long seed)
      throws IOException {
    List<AskedTask> read = read(needsAnswers, seed);
    return model -> {
      DecoderConfig config = model.policy().config();
      int context = config.maxLength();
      int usual = data == null ? SHORT : Math.max(1, Math.min(LONG, context / 2));
      int newTokens = rollouts.maxNewTokens(usual);
      Prompts usable = Prompts.of(encoded(read, model), context, messages);
      int longest = Math.min(context, usable.longest() + newTokens);
      return new TaskEpisodes(
          model,
          split(usable.tasks(), model, seed),
          data == null ? RewardOptions.Judging.OF_THEIR_OWN : RewardOptions.Judging.AS_GIVEN,
          new Episodes.Lengths(newTokens, newTokens, longest),
          seed);
    };
  }

  /** Tasks to train on and others to measure on. */
  private Split<Question<PromptCompletion>> split(
      List<Question<PromptCompletion>> usable, LanguageModel model, long seed) {
    int measured = heldOut(model.policy().config().parameterCount());
    if (data == null) {
      return new Split<>(
          usable,
          encoded(
              Demonstrations.generate(Part.HELD_OUT, seed, measured).stream()
                  .map(AskedTask::of)
                  .toList(),
              model));
    }
    int prompts = (int) usable.stream().map(asked -> asked.task().prompt()).distinct().count();
    return Split.grouped(
        usable, asked -> asked.task().prompt(), Math.min(measured, prompts / 2), seed);
  }

  /** Settles the time that the template sees in a run, where prompts are conversations. */
  void settle(LanguageModel opened, Path out) {
    if (data != null && ConversationOptions.areIn(DataFiles.of(data))) {
      template.settle(opened.codec(), out);
    }
  }

  private List<Question<PromptCompletion>> encoded(List<AskedTask> tasks, LanguageModel model) {
    Supplier<ConversationTokenization> tokenization =
        Suppliers.memoize(
            () -> ConversationTokenization.of(model.codec(), template.format(model.codec())));
    return tasks.stream().map(task -> task.encoded(model.codec(), tokenization)).toList();
  }

  /** Tasks as they are read or generated, each once. */
  private List<AskedTask> read(Answers needsAnswers, long seed) throws IOException {
    if (data == null) {
      return Demonstrations.generate(Part.TRAINING, seed, generatedTasks).stream()
          .map(AskedTask::of)
          .toList();
    }
    List<AskedTask> tasks =
        new TaskFile(promptField, answerField, promptWords, needsAnswers).read(DataFiles.of(data));
    checkArgument(
        tasks.size() >= 2, "--data: expected at least 2 tasks in %s, got %s", data, tasks.size());
    return tasks;
  }

  /** Whether tasks need reference answers. */
  enum Answers {
    NEEDED,
    OPTIONAL
  }

  /** Generated questions with their answers, none of them to be measured on. */
  List<PromptCompletion> demonstrations(long seed) {
    return Demonstrations.before(seed, demonstrations);
  }
}
