package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.Summary;
import org.temper.api.Policy;
import org.temper.api.TokenSequence;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.ArithmeticVerifier;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.SeedOption;
import org.temper.cli.training.Completions;
import org.temper.cli.training.Completions.Question;
import org.temper.cli.training.Divergence;
import org.temper.cli.training.Origins;
import org.temper.cli.training.PreferenceFile;
import org.temper.cli.training.Report;
import org.temper.cli.training.SampledPairs;
import org.temper.cli.training.SampledPairs.Counts;
import org.temper.cli.training.StageRecords;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.SamplingConfig;
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
  private static final ArithmeticVerifier VERIFIER = new ArithmeticVerifier();
  private static final int MAX_LENGTH = 64;
  private static final int MAX_NEW_TOKENS = 16;
  private static final int ROWS = 256;

  private static final int MEASURED_TASKS = 1000;
  private static final int SFT_TASKS = 1856;
  private static final int SFT_HELD_OUT = 256;
  private static final int SFT_BATCH = 32;
  private static final double SFT_RATE = 3e-3;
  private static final int DPO_TASKS = 2500;
  private static final int DPO_HELD_OUT = 200;
  private static final int DPO_BATCH = 32;
  private static final int DPO_EPOCHS = 2;
  private static final double DPO_RATE = 3e-4;

  // Right and wrong samples differ in a digit or two, so that what lowers the one lowers the other.
  // At the usual beta of 0.1 both lose probability; held closer to the reference they do not.
  private static final PreferenceObjective DPO = PreferenceObjective.dpo(1, 0);
  private static final Counts DPO_COUNTS = new Counts(4, 2);

  /** What tasks are made for; each purpose has its own, whatever the seed. */
  private enum Purpose {
    MEASURING,
    SFT,
    SFT_HELD_OUT,
    DPO,
    DPO_HELD_OUT
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "another base model with this task's words (default: the one shipped)")
  private @Nullable Path base;

  @Mixin private SeedOption seed;

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "share of the tasks to sample pairs of and to measure on, in (0, 1]; 0.05 is a quick"
              + " check that everything runs (default: ${DEFAULT-VALUE})")
  private double scale;

  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @Override
  public Integer call() throws IOException {
    checkArgument(scale > 0 && scale <= 1, "--scale: expected a share in (0, 1], got %s", scale);
    Path out = output.directory("quickstart", Start.FRESH);
    Stopwatch watch = Stopwatch.createStarted();
    Summary summary = new Summary();
    try (LanguageModel model =
        base == null
            ? BaseModel.SHIPPED.load(compute.smallDecoder())
            : LanguageModel.load(base, compute.smallDecoder())) {
      summary.put("base", "exact_match", exactMatch(model));
      Origins origins =
          Origins.none()
              .withModel(
                  "base", base == null ? BaseModel.SHIPPED.origin() : model.origin().orElseThrow());
      Map<String, String> identity = new TreeMap<>();
      put(identity, "sft", fineTune(model, out, origins, summary));
      summary.put("sft", "exact_match", exactMatch(model));
      try (Policy reference = model.policy().reference()) {
        put(identity, "dpo", optimize(model, reference, out, origins, summary));
      }
      model.save(out.resolve("model"), origins.saving("quickstart", identity));
    }
    StageRecords.gather(out, List.of("sft", "dpo"));
    summary.put("dpo", "total_seconds", (double) watch.elapsed(TimeUnit.SECONDS));
    Report.write(summary, out, spec.commandLine().getOut());
    return 0;
  }

  private static void put(Map<String, String> all, String stage, Map<String, String> identity) {
    identity.forEach((name, value) -> all.put(stage + "." + name, value));
  }

  private Map<String, String> fineTune(
      LanguageModel model, Path out, Origins origins, Summary summary) {
    Tokenization tokenization = Tokenization.of(model.codec(), MAX_LENGTH, Overflow.ERROR);
    Split<TokenSequence> data =
        new Split<>(
            tokenization
                .sequences(demonstrations(Part.TRAINING, Purpose.SFT, SFT_TASKS))
                .examples(),
            tokenization
                .sequences(demonstrations(Part.HELD_OUT, Purpose.SFT_HELD_OUT, SFT_HELD_OUT))
                .examples());
    Trained trained =
        Stages.sft(
            model.policy(),
            data,
            settings("sft", out, origins, data.train().size(), SFT_BATCH, SFT_RATE));
    List<Double> losses = trained.history().values(Kind.EVALUATION, "loss");
    summary.put("base", "nats_per_token", losses.get(0));
    summary.put("sft", "nats_per_token", losses.get(losses.size() - 1));
    return trained.identity();
  }

  private Map<String, String> optimize(
      LanguageModel model, Policy reference, Path out, Origins origins, Summary summary) {
    SampledPairs training = pairs(model, Part.TRAINING, Purpose.DPO, scaled(DPO_TASKS));
    SampledPairs heldOut = pairs(model, Part.HELD_OUT, Purpose.DPO_HELD_OUT, scaled(DPO_HELD_OUT));
    int count = training.pairs().size();
    checkArgument(
        count > 0 && !heldOut.pairs().isEmpty(),
        "--model: expected right and wrong samples of one question after SFT, got a share of %s"
            + " right ones",
        training.passRate());
    PreferenceFile.write(out.resolve("pairs.jsonl"), training.texts());
    Trained trained =
        Stages.dpo(
            model.policy(),
            reference,
            new Split<>(training.pairs(), heldOut.pairs()),
            DPO,
            settings("dpo", out, origins, DPO_EPOCHS * count, DPO_BATCH, DPO_RATE));
    summary.put("dpo", "exact_match", exactMatch(model));
    List<Double> margins = trained.history().values(Kind.EVALUATION, "margin");
    summary.put("sft", "reward_margin", margins.get(0));
    summary.put("dpo", "reward_margin", margins.get(margins.size() - 1));
    putSampled(summary, "sft", model, reference, reference);
    putSampled(summary, "dpo", model, model.policy(), reference);
    summary.put("dpo", "pairs", count);
    return trained.identity();
  }

  /** Draws at temperature 1: how often they are right, and how far they are from the reference. */
  private void putSampled(
      Summary summary, String stage, LanguageModel model, Policy policy, Policy reference) {
    Completions drawn =
        Completions.of(
            policy, model.codec(), draws(model), measured(model), VERIFIER, seed.value());
    summary.put(stage, "sampled_match", drawn.passRate());
    summary.put(
        stage,
        "kl",
        Divergence.kl(policy, reference, drawn.trajectories(), TrainingSettings.EVALUATION_ROWS));
  }

  private double exactMatch(LanguageModel model) {
    SamplingConfig greedy = draws(model).withTemperature(0);
    return Completions.of(
            model.policy(), model.codec(), greedy, measured(model), VERIFIER, seed.value())
        .passRate();
  }

  private SampledPairs pairs(LanguageModel model, Part part, Purpose purpose, int count) {
    return SampledPairs.of(
        model.policy(),
        model.codec(),
        draws(model),
        questions(model, tasks(part, purpose, count)),
        VERIFIER,
        DPO_COUNTS,
        seed.value());
  }

  private TrainingSettings settings(
      String stage, Path out, Origins origins, int examples, int batchSize, double rate) {
    int updates = (examples + batchSize - 1) / batchSize;
    return new TrainingSettings(
        stage,
        out.resolve(stage),
        Start.FRESH,
        seed.value(),
        updates,
        BatchConfig.of(batchSize),
        AdamWConfig.of(Schedules.cosine(rate, rate / 10, updates / 20, updates)),
        Math.max(1, (updates + 4) / 5),
        updates,
        TrainingSettings.EVALUATION_ROWS,
        origins.identity(),
        List.of());
  }

  private List<Question<ArithmeticTask>> measured(LanguageModel model) {
    return questions(model, tasks(Part.HELD_OUT, Purpose.MEASURING, scaled(MEASURED_TASKS)));
  }

  private static List<Question<ArithmeticTask>> questions(
      LanguageModel model, List<ArithmeticTask> tasks) {
    return tasks.stream()
        .map(task -> new Question<>(task, model.codec().encodePrompt(task.question())))
        .toList();
  }

  private List<PromptCompletion> demonstrations(Part part, Purpose purpose, int count) {
    return tasks(part, purpose, count).stream()
        .map(task -> new PromptCompletion(task.question(), task.completion()))
        .toList();
  }

  private List<ArithmeticTask> tasks(Part part, Purpose purpose, int count) {
    return ArithmeticTasks.of(part, purpose.name().hashCode() + 31 * seed.value()).next(count);
  }

  private int scaled(int count) {
    return (int) Math.max(20, Math.round(count * scale));
  }

  private static SamplingConfig draws(LanguageModel model) {
    return SamplingConfig.defaults()
        .withMaxNewTokens(MAX_NEW_TOKENS)
        .withMaxRows(ROWS)
        .withStopTokens(model.codec().endTokens());
  }
}
