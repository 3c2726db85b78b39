package org.temper.cli.rl;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.updates.OnPolicySource;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.DecodingOptions;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ScheduleOptions;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.Forecast;
import org.temper.cli.training.MemoryForecast;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.SignalStop;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.PromptCompletion;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Options that the recipes of reinforcement learning share: tasks or an environment, rewards,
 * rollouts, and the run.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ReinforcementOptions {
  private static final int USUAL_CHECKPOINT = 10;

  @Mixin private TaskOptions tasks;
  @Mixin private EnvironmentOptions environment;
  @Mixin private RewardOptions rewards;
  @Mixin private RolloutOptions rollouts;
  @Mixin private LearningOptions learning;
  @Mixin private ScheduleOptions schedule;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;
  @Mixin private DecodingOptions decoding;

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
   * Runs a recipe from what is played to its summary.
   *
   * @param spec the recipe's command, parsed
   * @param greedy whether the method asks for greedy completions
   * @param factory makes the trainer
   * @throws IOException if a file cannot be read or written
   */
  public void run(CommandSpec spec, GreedyBaseline greedy, Learner.Factory factory)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted();
    PrintWriter messages = spec.commandLine().getErr();
    PrintWriter terminal = spec.commandLine().getOut();
    Episodes.Maker read = read(spec, messages);
    DecoderOptions decoder = decoding.of(generated() ? compute.smallDecoder() : compute.decoder(1));
    long seed = schedule.seed();
    int iterations = rollouts.iterations();
    Path out = output.directory(spec.name(), schedule.start());
    // What cannot be done is said before anything is written.
    learning.check();
    int updates = learning.updates(iterations);
    Origins base = Origins.none().withModel("base", tasks.base());
    try (LanguageModel model = load(out, decoder)) {
      DecoderConfig config = model.policy().config();
      tasks.settle(model, out);
      Episodes episodes = read.of(model);
      Episodes.Lengths lengths = episodes.lengths();
      compute.giveBack();
      MemoryForecast memory = compute.memory(config, 1);
      learning.afford(memory.rowsAtOnce(lengths.episode(), LearningOptions.USUAL_ROWS));
      int evaluated = memory.evaluatedRows(lengths.episode(), TrainingSettings.EVALUATION_ROWS);
      Forecast forecast = new Forecast(terminal, forecast(config, episodes, memory));
      try (OpenRewards judges =
              rewards.open(
                  episodes.program(rewards, model.codec()),
                  model.codec(),
                  decoder,
                  lengths.completion(),
                  evaluated);
          Policy reference = shown(model, base, out).reference();
          Learner learner =
              factory.open(
                  new Learner.Subject(model, reference, lengths.completion(), seed),
                  rate -> optimizer.config(rate, updates))) {
        SamplingConfig sampling =
            rollouts.sampling(model.codec(), lengths.action(), memory, lengths.episode());
        HeldOut<?> heldOut = episodes.heldOut(sampling, judges, reference, evaluated);
        OnPolicySource<RolloutBatch> source =
            episodes.source(
                sampling,
                judges,
                rollouts.config(config.parameterCount(), judges.shaping(), greedy));
        Origins origins = origins(base, judges, out);
        MetricsHistory history = new MetricsHistory();
        TrainingRun<RolloutBatch> run =
            TrainingRun.of(
                    learner.trainer(),
                    source,
                    config(Settings.of(spec, origins), out, iterations, episodes))
                .withEvaluator(heldOut::measure)
                .withSink(new ConsoleProgress(spec.name()))
                .withSink(new Curves(out.resolve("curves")))
                .withSink(forecast)
                .withSink(new SampleLog(out.resolve("samples"), heldOut::latest, terminal))
                .withSink(new NothingToLearn(terminal, episodes.causes()))
                .withSink(history);
        if (judges.normalization().isPresent()) {
          run = run.withPart("reward_statistics", judges.normalization().get());
        }
        SignalStop.run(run, schedule.start(), messages);
        learner.save(out, origins.saving(spec.name(), run.identity()));
        Summary summary = RunSummary.of(history);
        summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
        RunSummary.drawOptimization(out, history);
        Report.write(summary, out, terminal);
      }
    }
  }

  /** What is to be played, so far as it can be known without a model. */
  private Episodes.Maker read(CommandSpec spec, PrintWriter messages) throws IOException {
    environment.check(spec);
    if (environment.isGiven()) {
      tasks.checkBeside("--environment");
      return model ->
          environment.episodes(
              model,
              rollouts,
              tasks.heldOut(model.policy().config().parameterCount()),
              schedule.seed());
    }
    tasks.check(spec);
    return tasks.episodes(rewards.answers(), rollouts, messages, schedule.seed());
  }

  private boolean generated() {
    return tasks.generated() && !environment.isGiven();
  }

  private List<String> forecast(DecoderConfig config, Episodes episodes, MemoryForecast memory) {
    int completions = rollouts.completions(config.parameterCount());
    int rows = Math.min(learning.minibatches().rowsAtOnce(), completions);
    return Stream.concat(
            Stream.of(
                Forecast.model(config),
                episodes.description(),
                String.format(
                    Locale.ROOT,
                    "run: %,d iterations of %,d completions, at most %,d scored at once",
                    rollouts.iterations(),
                    completions,
                    rows),
                Forecast.memory(memory, (long) rows * episodes.lengths().episode())),
            compute.trial().stream())
        .toList();
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
    List<PromptCompletion> demonstrations =
        generated() ? tasks.demonstrations(schedule.seed()) : List.of();
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

  private RunConfig config(
      Map<String, String> options, Path out, int iterations, Episodes episodes) {
    Map<String, String> settings = new HashMap<>(options);
    settings.putAll(episodes.identity());
    return RunConfig.of(out, RunLength.ofUpdates(iterations), schedule.seed())
        .withEvaluateEvery(schedule.evaluateEvery(iterations))
        .withCheckpointEvery(schedule.checkpointEvery(USUAL_CHECKPOINT))
        .withSettings(settings);
  }
}
