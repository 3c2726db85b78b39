package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.calibrate.CalibrationReport;
import org.temper.cli.options.StagedRunOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.FigureTable;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.StageRecords;
import org.temper.cli.tuning.ChoiceRun;
import org.temper.cli.tuning.ChoiceTuningOptions;
import org.temper.cli.tuning.TuningMethod;
import org.temper.cli.tuning.TuningSettings;
import org.temper.cli.tuning.TuningStages;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Calibration tuning on worded arithmetic, beside what else could be done. */
@Command(
    name = "calibration-tune",
    description = {
      "Teaches a model to say how likely its own answers are correct, on questions of multiple choice with"
          + " a --model, else on generated worded arithmetic.",
      "There a small base model is shown a few equations (SFT), answers questions and is graded. Then it is"
          + " tuned on \"is this correct?\", and measured before and after on questions that decided"
          + " nothing. Beside it, from the same answers: recalibrators and other objectives."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CalibrationTune implements Callable<Integer> {
  private static final int USUAL_UPDATES = 256;
  private static final int USUAL_BATCH = 64;
  private static final int MODEL_BATCH = 16;

  @Spec private CommandSpec spec;

  @Option(
      names = "--methods",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      defaultValue = "tuned,temperature,platt",
      description =
          "how confidence is made better, each apart: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private List<TuningMethod> methods;

  @Option(
      names = "--demonstrations",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "questions that are shown with their answers first, so that some are answered and some"
              + " are not (default: ${DEFAULT-VALUE})")
  private int demonstrations;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "8192",
      description = "questions whose answers are tuned on (default: ${DEFAULT-VALUE})")
  private int training;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "2",
      description = "answers of each question (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--updates",
      paramLabel = "N",
      description =
          "optimizer updates of each method (default: "
              + USUAL_UPDATES
              + "; with --model two passes over the answers)")
  private @Nullable Integer updates;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "answers that an update sees (default: "
              + USUAL_BATCH
              + "; with --model "
              + MODEL_BATCH
              + ")")
  private @Nullable Integer batchSize;

  @Option(
      names = "--validation-tasks",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "questions that checkpoints are chosen by, and as many others for the threshold of"
              + " abstention (default: ${DEFAULT-VALUE})")
  private int validation;

  @Option(
      names = "--test-tasks",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "questions that figures are reported of, and as many with longer numbers; they decide"
              + " nothing (default: ${DEFAULT-VALUE})")
  private int test;

  @Option(
      names = "--risk",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "the share of questions that may be answered wrongly where the model abstains from others"
              + " (default: ${DEFAULT-VALUE})")
  private double risk;

  @Mixin private ChoiceTuningOptions choices;
  @Mixin private StagedRunOptions run;

  @Override
  public Integer call() throws IOException {
    check();
    boolean onQuestions = choices.areGiven(spec);
    if (onQuestions) {
      Inapplicable.check(
          spec,
          "with --model",
          "--demonstrations",
          "--tasks",
          "--samples",
          "--validation-tasks",
          "--test-tasks");
    }
    Path out = run.directory(spec.name());
    Stopwatch watch = Stopwatch.createStarted();
    Summary summary = new Summary();
    ImmutableMap<String, CalibrationData> points =
        onQuestions ? onQuestions(out, summary) : onArithmetic(out, summary);
    StageRecords.gather(
        out, onQuestions ? TuningMethod.trained(methods) : TuningStages.trained(methods));
    new CalibrationReport("Calibration tuning", points).draw(out, FigureTable.of(summary));
    summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
    Report.write(summary, out, spec.commandLine().getOut());
    return 0;
  }

  private ImmutableMap<String, CalibrationData> onQuestions(Path out, Summary summary)
      throws IOException {
    return choices.tune(
        spec,
        new ChoiceRun(
            out,
            run.start(),
            run.seed(),
            updates,
            batchSize == null ? MODEL_BATCH : batchSize,
            risk),
        methods,
        run.compute(),
        summary);
  }

  private ImmutableMap<String, CalibrationData> onArithmetic(Path out, Summary summary)
      throws IOException {
    DecoderOptions decoder = run.smallDecoder();
    Origins origins = Origins.none().withModel("base", BaseModel.SHIPPED.origin());
    int each = updates == null ? USUAL_UPDATES : updates;
    int atOnce = batchSize == null ? USUAL_BATCH : batchSize;
    Map<String, String> identity = new TreeMap<>(Settings.of(spec, origins));
    identity.put("--updates", Integer.toString(each));
    identity.put("--batch-size", Integer.toString(atOnce));
    TuningStages stages =
        new TuningStages(
            new TuningSettings(
                out,
                run.start(),
                run.seed(),
                new TuningSettings.Counts(demonstrations, training, validation, test),
                samples,
                each,
                atOnce,
                risk,
                decoder),
            origins,
            identity);
    try (LanguageModel model = BaseModel.SHIPPED.load(decoder)) {
      stages.show(model);
    }
    return stages.tune(methods, summary);
  }

  private void check() {
    OptionLimits.atLeast("--demonstrations", 2, demonstrations);
    OptionLimits.atLeast("--tasks", 1, training);
    OptionLimits.atLeast("--samples", 2, samples);
    if (updates != null) {
      OptionLimits.atLeast("--updates", 1, updates);
    }
    if (batchSize != null) {
      OptionLimits.atLeast("--batch-size", 1, batchSize);
    }
    OptionLimits.atLeast("--validation-tasks", 1, validation);
    OptionLimits.atLeast("--test-tasks", 1, test);
    atMost("--tasks", training);
    atMost("--validation-tasks", validation);
    atMost("--test-tasks", test);
    checkArgument(risk > 0 && risk < 1, "--risk: expected above 0 and below 1, got %s", risk);
    checkArgument(
        methods.stream().distinct().count() == methods.size(),
        "--methods: expected each once, got %s",
        methods);
  }

  private void atMost(String option, int tasks) {
    OptionLimits.product(option + " × --samples", OptionLimits.COMPLETIONS, tasks, samples);
  }
}
