package org.temper.examples;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.dpo.DpoConfig;
import org.temper.algorithms.run.AtomicFiles;
import org.temper.algorithms.run.MetricLine;
import org.temper.algorithms.run.MetricLine.Kind;
import org.temper.algorithms.run.MetricsHistory;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.Summary;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.examples.arithmetic.ArithmeticTask;
import org.temper.examples.arithmetic.ArithmeticTasks;
import org.temper.examples.arithmetic.ArithmeticTasks.Split;
import org.temper.examples.arithmetic.ArithmeticVerifier;
import org.temper.examples.arithmetic.BaseModel;
import org.temper.examples.options.ComputeOptions;
import org.temper.examples.options.HelpOption;
import org.temper.examples.options.OutputOptions;
import org.temper.examples.training.Completions;
import org.temper.examples.training.Completions.Question;
import org.temper.examples.training.Divergence;
import org.temper.examples.training.Report;
import org.temper.examples.training.SampledPairs;
import org.temper.examples.training.SampledPairs.Counts;
import org.temper.examples.training.Stages;
import org.temper.examples.training.TrainingPlan;
import org.temper.examples.training.TrainingPlan.Start;
import org.temper.models.AdamWConfig;
import org.temper.models.LanguageModel;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.data.BatchConfig;
import org.temper.samplers.data.Preference;
import org.temper.samplers.data.PromptCompletion;
import org.temper.samplers.data.Tokenization;
import org.temper.samplers.data.Tokenization.Overflow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Post-training from end to end on worded arithmetic: SFT, then DPO on checked samples. */
@Command(
    name = "quickstart",
    description = {
      "Post-training from end to end, in under three minutes on two cores.",
      "A small base model learns to answer questions of worded arithmetic with an equation (SFT);"
          + " its own samples are checked, and right ones are preferred to wrong ones (DPO)."
          + " Prints how many held-out questions it answers right after each stage."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Quickstart implements Callable<Integer> {
  private static final int MAX_LENGTH = 64;
  private static final int MAX_NEW_TOKENS = 16;
  private static final ArithmeticVerifier VERIFIER = new ArithmeticVerifier();

  // The tasks of the stages come from different seeds; the splits are disjoint whatever the seed.
  private static final long PURPOSES = 16;
  private static final long SFT_TASKS = 1;
  private static final long SFT_HELD_OUT = 2;
  private static final long PAIR_TASKS = 3;
  private static final long PAIR_HELD_OUT = 4;
  private static final long MEASURED = 5;
  private static final long SAMPLES = 6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "another base model with this task's tokens (default: the one shipped)")
  private @Nullable Path base;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides whatever is random (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "share of the tasks and updates, in (0, 1]; at 0.05 a quick check that everything runs"
              + " (default: ${DEFAULT-VALUE})")
  private double scale;

  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    checkArgument(scale > 0 && scale <= 1, "--scale: expected a share in (0, 1], got %s", scale);
    Path out = output.directory("quickstart", Start.FRESH);
    PrintWriter terminal = spec.commandLine().getOut();
    Summary summary = new Summary();
    try (LanguageModel model =
        base == null ? BaseModel.load(compute.decoder()) : LanguageModel.load(base, compute.decoder())) {
      List<Question<ArithmeticTask>> measured =
          questions(model, Split.HELD_OUT, MEASURED, scaled(1000));
      summary.put("base", "exact_match", exactMatch(model, measured));

      MetricsHistory sft = Stages.sft(model.policy(), demonstrations(model), sftPlan(out));
      summary.put("base", "nats_per_token", first(sft, "loss"));
      summary.put("sft", "exact_match", exactMatch(model, measured));
      summary.put("sft", "nats_per_token", last(sft, "loss"));
    }
    return 0;
  }
}
