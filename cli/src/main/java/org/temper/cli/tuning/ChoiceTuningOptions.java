package org.temper.cli.tuning;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.choices.AskingOptions;
import org.temper.cli.choices.ChoiceForm;
import org.temper.cli.choices.ChoiceTask;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.data.files.DataFiles;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.calibration.CalibrationData;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for calibration tuning of a user's model on a question file. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ChoiceTuningOptions {
  private static final String[] NAMES = {
    "--task",
    "--data",
    "--fit",
    "--fit-questions",
    "--ood-task",
    "--ood-data",
    "--asking",
    "--verdicts",
    "--learning-rate"
  };

  /** What can be learned of one answer to a question, with the two words that are asked for. */
  private static final Set<TuningMethod> METHODS =
      Set.of(
          TuningMethod.TUNED,
          TuningMethod.BRIER,
          TuningMethod.FOCAL,
          TuningMethod.SMOOTHED,
          TuningMethod.TEMPERATURE,
          TuningMethod.PLATT);

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "a model that answers questions of multiple choice, in place of generated arithmetic: its"
              + " directory, or ORG/NAME on the Hub")
  private @Nullable Path model;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description = "with --model: whose questions they are: ${COMPLETION-CANDIDATES}, in any case")
  private @Nullable ChoiceTask task;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "with --model: the questions to report on, which decide nothing")
  private @Nullable Path data;

  @Option(
      names = "--fit",
      paramLabel = "PATH",
      description =
          "with --model: the questions that everything is decided by: tuned on, a checkpoint and a"
              + " threshold chosen by, recalibrators fitted on")
  private @Nullable Path fit;

  @Option(
      names = "--fit-questions",
      paramLabel = "N",
      description =
          "with --model: take so many of --fit, drawn by --seed (default: all that there are)")
  private @Nullable Integer fitQuestions;

  @Option(
      names = "--ood-task",
      paramLabel = "NAME",
      description =
          "with --model: another benchmark to report on, unlike what is tuned on:"
              + " ${COMPLETION-CANDIDATES}, in any case")
  private @Nullable ChoiceTask oodTask;

  @Option(
      names = "--ood-data",
      paramLabel = "PATH",
      description = "with --model: its questions, at most as many as --questions")
  private @Nullable Path oodData;

  @Option(
      names = "--asking",
      paramLabel = "TEXT",
      defaultValue = "Is this answer correct?",
      description =
          "with --model: what is asked after each answer, on a line of its own or, with --ask chat, as"
              + " the user's next message (default: ${DEFAULT-VALUE})")
  private String asking;

  @Option(
      names = "--verdicts",
      paramLabel = "NO,YES",
      split = ",",
      defaultValue = "no,yes",
      description =
          "with --model: the two words that say that an answer is wrong and that it is right, each one"
              + " token after a space, or at the beginning of a message (default:"
              + " ${DEFAULT-VALUE})")
  private List<String> verdicts;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "with --model: peak learning rate (default: by the model's size, told at the start)")
  private @Nullable Double learningRate;

  @Mixin private AskingOptions questions;

  /**
   * Whether a model was given, and so all of this applies.
   *
   * @param spec the command, parsed
   * @return false where none of these options was given
   * @throws IllegalArgumentException if another of them was given without it
   */
  public boolean areGiven(CommandSpec spec) {
    if (model == null) {
      Inapplicable.check(spec, "without --model", NAMES);
      AskingOptions.checkNone(spec, "without --model");
    }
    return model != null;
  }

  /**
   * Tunes the model and measures it.
   *
   * @param spec the command, parsed
   * @param run what the stages share
   * @param methods how confidence is made better, each apart
   * @param compute how the model runs
   * @param summary takes the figures of each stage
   * @return the test answers by stage
   * @throws IllegalArgumentException if an option or a file is not right, or the model cannot be
   *     asked
   * @throws IOException if a file cannot be read or written
   */
  public ImmutableMap<String, CalibrationData> tune(
      CommandSpec spec,
      ChoiceRun run,
      List<TuningMethod> methods,
      ComputeOptions compute,
      Summary summary)
      throws IOException {
    check(methods);
    checkArgument(model != null, "--model: expected a directory, got none");
    checkArgument(task != null, "--task: expected whose questions --data has, got none");
    checkArgument(data != null, "--data: expected questions to report on, got none");
    checkArgument(
        fit != null, "--fit: expected questions to tune on, such as MMLU's val files, got none");
    ChoiceForm form = questions.form(task);
    List<ChoiceQuestion> reported = task.read(data);
    List<ChoiceQuestion> ood = ood(run.seed());
    List<ChoiceQuestion> all = task.read(fit);
    List<ChoiceQuestion> apart =
        ChoiceQuestions.apart(
            all, ImmutableList.<ChoiceQuestion>builder().addAll(reported).addAll(ood).build());
    ChoiceQuestions asked =
        ChoiceQuestions.of(
            AskingOptions.drawn("--fit-questions", fitQuestions, apart, run.seed()),
            questions.drawn(reported, run.seed()),
            ood,
            run.seed());
    List<String> said = new ArrayList<>(List.of(asked.described()));
    if (apart.size() < all.size()) {
      said.add(
          String.format(
              Locale.ROOT,
              "data: %,d questions of --fit are reported on too, and are left out of it",
              all.size() - apart.size()));
    }
    return new ChoiceStages(
            run,
            model,
            asked,
            new ChoiceStages.Forms(form, form.of(oodTask == null ? task : oodTask)),
            new Verdicts(asking, verdicts.get(0), verdicts.get(1)),
            learningRate == null ? ChoiceStages.USUAL_RATES : LearningRates.always(learningRate),
            compute,
            new ChoiceForecast(spec.commandLine().getOut(), said, compute))
        .tune(
            methods,
            Settings.of(spec),
            Origins.none().withFiles("fit", DataFiles.of(fit)),
            summary);
  }

  private void check(List<TuningMethod> methods) {
    checkArgument(
        METHODS.containsAll(methods),
        "--methods: expected of %s with --model, got %s",
        METHODS.stream().sorted().map(TuningMethod::label).toList(),
        methods.stream().map(TuningMethod::label).toList());
    checkArgument(verdicts.size() == 2, "--verdicts: expected two words, NO,YES, got %s", verdicts);
    checkArgument(
        learningRate == null || (learningRate > 0 && Double.isFinite(learningRate)),
        "--learning-rate: expected a finite number above 0, got %s",
        learningRate);
  }

  private List<ChoiceQuestion> ood(long seed) {
    if (oodTask == null) {
      checkArgument(
          oodData == null, "--ood-task: expected whose questions --ood-data has, got none");
      return List.of();
    }
    checkArgument(oodData != null, "--ood-data: expected the questions of --ood-task, got none");
    return questions.drawnAtMost(oodTask.read(oodData), seed);
  }
}
