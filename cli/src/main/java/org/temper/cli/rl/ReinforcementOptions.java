package org.temper.cli.rl;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.algorithms.rollouts.Task;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ScheduleOptions;
import org.temper.cli.options.Settings;
import org.temper.cli.training.Forecast;
import org.temper.cli.training.MemoryForecast;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.SignalStop;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.DataHash;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.reporting.Charts;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;
import org.temper.samplers.Sampler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Options that the recipes of reinforcement learning share: tasks, rewards, rollouts, and the run.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ReinforcementOptions {
  private static final int USUAL_CHECKPOINT = 10;
  private static final String MEASURE = "measure-held-out";

  @Mixin private TaskOptions tasks;
  @Mixin private RewardOptions rewards;
  @Mixin private RolloutOptions rollouts;
  @Mixin private LearningOptions learning;
  @Mixin private ScheduleOptions schedule;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  /**
   * How an iteration is learned from.
   *
   * @return the options
   */
  public LearningOptions learning() {
    return learning;
  }

  /**
   * Completions of each prompt.
   *
   * @return as it was given
   */
  public int groupSize() {
    return rollouts.groupSize();
  }

  /**
   * Runs a recipe from its tasks to its summary.
   *
   * @param spec the recipe's command, parsed
   * @param greedy whether the method asks for greedy completions
   * @param factory makes the trainer
   * @throws IOException if a file cannot be read or written
   */
  public void run(CommandSpec spec, GreedyBaseline greedy, Learner.Factory factory)
      throws IOException {
    tasks.check(spec);
    Stopwatch watch = Stopwatch.createStarted();
    DecoderOptions decoder = tasks.generated() ? compute.smallDecoder() : compute.decoder();
    long seed = schedule.seed();
    int iterations = rollouts.iterations();
    List<PromptCompletion> read = tasks.read(rewards.answers(), seed);
    Path out = output.directory(spec.name(), schedule.start());
    // What cannot be done is said before anything is written.
    learning.check();
    int updates = learning.updates(iterations);
    Origins base = Origins.none().withModel("base", tasks.base());
    PrintWriter messages = spec.commandLine().getErr();
    try (LanguageModel model = load(out, decoder)) {
      DecoderConfig config = model.policy().config();
      int newTokens = rollouts.maxNewTokens(tasks.generated(), config.maxLength());
      Prompts usable = Prompts.of(read, model.codec(), config.maxLength(), messages);
      Split<PromptCompletion> data = tasks.tasks(usable.tasks(), config.parameterCount(), seed);
      int longest = Math.min(config.maxLength(), usable.longest() + newTokens);
      MemoryForecast memory = MemoryForecast.of(config, compute.activations(), 1, longest);
      learning.afford(memory.rowsAtOnce(longest, LearningOptions.USUAL_ROWS));
      int evaluated = memory.evaluatedRows(longest, TrainingSettings.EVALUATION_ROWS);
      PrintWriter terminal = spec.commandLine().getOut();
      Forecast forecast =
          new Forecast(terminal, forecast(config, data, longest, newTokens, memory));
      try (OpenRewards judges =
              rewards.open(tasks.generated(), model.codec(), decoder, newTokens, evaluated);
          Policy reference = shown(model, base, out).reference();
          Learner learner =
              factory.open(
                  new Learner.Subject(model, reference, newTokens, seed),
                  rate -> optimizer.config(rate, updates))) {
        Sampler sampler =
            Sampler.of(
                model.policy(),
                model.codec(),
                rollouts.sampling(model.codec(), newTokens, memory, longest));
        HeldOutTasks heldOut =
            new HeldOutTasks(
                tasks(data.heldOut(), model),
                reference,
                sampler,
                model.codec(),
                judges,
                evaluated,
                Seeds.derive(seed, MEASURE));
        TaskRollouts source =
            TaskRollouts.of(
                sampler,
                tasks(data.train(), model),
                judges.learned(),
                rollouts.config(config.parameterCount(), judges.shaping(), greedy));
        Origins origins = origins(base, judges, out);
        MetricsHistory history = new MetricsHistory();
        TrainingRun<RolloutBatch> run =
            TrainingRun.of(
                    learner.trainer(),
                    source,
                    config(Settings.of(spec, origins), out, iterations, data))
                .withEvaluator(heldOut::measure)
                .withSink(new ConsoleProgress(spec.name()))
                .withSink(new Curves(out.resolve("curves")))
                .withSink(forecast)
                .withSink(new SampleLog(out.resolve("samples"), heldOut::latest, terminal))
                .withSink(new NothingToLearn(terminal))
                .withSink(history);
        if (judges.normalization().isPresent()) {
          run = run.withPart("reward_statistics", judges.normalization().get());
        }
        SignalStop.run(run, schedule.start(), messages);
        learner.save(out, origins.saving(spec.name(), run.identity()));
        Summary summary = summary(history);
        summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
        drawOptimization(out, history);
        Report.write(summary, out, spec.commandLine().getOut());
      }
    }
  }

  private List<String> forecast(
      DecoderConfig config,
      Split<PromptCompletion> data,
      int longest,
      int newTokens,
      MemoryForecast memory) {
    int completions = rollouts.completions(config.parameterCount());
    int rows = Math.min(learning.minibatches().rowsAtOnce(), completions);
    return List.of(
        Forecast.model(config),
        String.format(
            Locale.ROOT,
            "data: %,d tasks to learn from, %,d held out; a prompt and its completion have at most %,d"
                + " tokens, %,d of them new",
            data.train().size(),
            data.heldOut().size(),
            longest,
            newTokens),
        String.format(
            Locale.ROOT,
            "run: %,d iterations of %,d completions, at most %,d scored at once",
            rollouts.iterations(),
            completions,
            rows),
        Forecast.memory(memory, (long) rows * longest));
  }

  private static Path start(Path out) {
    return out.resolve("start");
  }

  private LanguageModel load(Path out, DecoderOptions decoder) throws IOException {
    return wasShown(out) ? LanguageModel.load(start(out), decoder) : tasks.load(decoder);
  }

  private boolean wasShown(Path out) {
    return schedule.start() == Start.RESUMED && Files.isDirectory(start(out));
  }

  /** The policy as learning from rewards finds it: what it was shown is kept for a resume. */
  private Policy shown(LanguageModel model, Origins base, Path out) throws IOException {
    List<PromptCompletion> demonstrations = tasks.demonstrations(schedule.seed());
    if (!demonstrations.isEmpty() && !wasShown(out)) {
      Trained trained =
          Demonstrations.show(
              model, demonstrations, base, out.resolve("demonstrations"), schedule.seed());
      model.save(start(out), base.saving("demonstrations", trained.identity()));
    }
    return model.policy();
  }

  /** The reference is the base, or what became of it where it was shown something. */
  private Origins origins(Origins base, OpenRewards judges, Path out) throws IOException {
    Parent reference =
        Files.isDirectory(start(out))
            ? Parent.ofModel(start(out))
            : requireNonNull(base.models().get("base"));
    Origins origins = base.withModel("reference", reference).withData(tasks.file());
    List<Parent> models = judges.models().map(OpenModels::origins).orElse(List.of());
    for (int i = 0; i < models.size(); i++) {
      origins = origins.withModel("reward_model[" + i + "]", models.get(i));
    }
    return origins;
  }

  /**
   * The prompts state themselves; the answers that rewards see, and what is measured on, do not.
   */
  private RunConfig config(
      Map<String, String> options, Path out, int iterations, Split<PromptCompletion> data) {
    Map<String, String> settings = new HashMap<>(options);
    settings.put("data.answers", DataHash.ofTexts(data.train()));
    settings.put("data.held_out", DataHash.ofTexts(data.heldOut()));
    return RunConfig.of(out, RunLength.ofUpdates(iterations), schedule.seed())
        .withEvaluateEvery(schedule.evaluateEvery(iterations))
        .withCheckpointEvery(schedule.checkpointEvery(USUAL_CHECKPOINT))
        .withSettings(settings);
  }

  private static List<Task<PromptCompletion>> tasks(
      List<PromptCompletion> asked, LanguageModel model) {
    return IntStream.range(0, asked.size())
        .mapToObj(
            i ->
                Task.of(
                    "task " + (i + 1),
                    asked.get(i),
                    model.codec().encodePrompt(asked.get(i).prompt())))
        .toList();
  }

  private static Summary summary(MetricsHistory history) {
    Summary summary = new Summary();
    for (String figure : List.of("pass@1", "model_reward", "entropy", "completion_length")) {
      List<Double> values = history.values(Kind.EVALUATION, figure);
      if (!values.isEmpty()) {
        summary.put("before", figure, values.get(0));
        summary.put("after", figure, values.get(values.size() - 1));
      }
    }
    for (String figure : List.of("kl", "entropy")) {
      List<Double> values = history.values(Kind.EVALUATION, figure);
      summary.put(figure, values.get(values.size() - 1));
    }
    List<Double> entropies = history.values(Kind.TRAINING, "entropy");
    summary.put("lowest_entropy", entropies.stream().mapToDouble(value -> value).min().orElse(0));
    summary.put("left_out", sum(history, "left_out"));
    summary.put("updates", sum(history, "updates"));
    return summary;
  }

  private static double sum(MetricsHistory history, String figure) {
    return history.values(Kind.TRAINING, figure).stream().mapToDouble(value -> value).sum();
  }

  /** Where a reward model is learned from and a program tells the truth, the one over the other. */
  private static void drawOptimization(Path out, MetricsHistory history) {
    List<Double> proxy = history.values(Kind.EVALUATION, "model_reward");
    List<Double> truth = history.values(Kind.EVALUATION, "pass@1");
    List<Double> kl = history.values(Kind.EVALUATION, "kl");
    if (proxy.isEmpty() || truth.isEmpty()) {
      return;
    }
    Charts.lines(
        out.resolve("optimization.png"),
        new Charts.Axes("Proxy reward and true rate", "proxy reward", "share that passes"),
        Map.of("over the run", points(proxy, truth)));
    Charts.lines(
        out.resolve("optimization-kl.png"),
        new Charts.Axes("True rate over divergence", "nats per completion", "share that passes"),
        Map.of("over the run", points(kl, truth)));
  }

  private static List<Charts.Point> points(List<Double> across, List<Double> upwards) {
    List<Charts.Point> points = new ArrayList<>();
    for (int i = 0; i < across.size(); i++) {
      points.add(new Charts.Point(across.get(i), upwards.get(i)));
    }
    return points;
  }
}
