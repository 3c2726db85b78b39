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
import org.temper.algorithms.run.Summary;
import org.temper.cli.agent.AgentSettings;
import org.temper.cli.agent.AgentStages;
import org.temper.cli.agent.AgentStages.Method;
import org.temper.cli.agent.AgentTasks;
import org.temper.cli.agent.ToolModel;
import org.temper.cli.options.StagedRunOptions;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rejection sampling in an environment with tools, beside what else could be done. */
@Command(
    name = "rejection",
    description = {
      "Rejection sampling in an environment with tools: sample, execute, verify, keep, train,"
          + " again.",
      "A base model is shown a few demonstrations (SFT). Then, in rounds, it plays tasks, its calls"
          + " are executed for real, and what succeeded is trained on. Beside it, from the same"
          + " start and with as many updates: training on all samples, on demonstrations alone,"
          + " GRPO and DPO."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Rejection implements Callable<Integer> {
  /** A shipped environment. */
  enum Environment {
    /** Questions that generated tables answer. */
    SQL(1),
    /** Questions that take several small tools. */
    TOOLBOX(3);

    /** The easiest tasks that demonstrations leave something to learn of, on validation tasks. */
    private final int difficulty;

    Environment(int difficulty) {
      this.difficulty = difficulty;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      required = true,
      description =
          "what is acted in: ${COMPLETION-CANDIDATES}; generated tables to query, or several small"
              + " tools")
  private Environment environment;

  @Option(
      names = "--difficulty",
      paramLabel = "N",
      description =
          "how hard the tasks are, 1 to 4 (default: 1 for sql, 3 for toolbox, whose easier ones"
              + " the shipped base does after demonstrations alone)")
  private @Nullable Integer difficulty;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "the model to start from, with a chat template: a directory, or ORG/NAME on the Hub"
              + " (default: a small base model that is shipped)")
  private @Nullable Path base;

  @Option(
      names = "--methods",
      paramLabel = "NAME[,NAME...]",
      split = ",",
      defaultValue = "rejection,unfiltered,gold",
      description =
          "how to learn, each apart: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<Method> methods;

  @Option(
      names = "--demonstrations",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "tasks that are shown done before anything is played (default: ${DEFAULT-VALUE})")
  private int demonstrations;

  @Option(
      names = "--demonstration-updates",
      paramLabel = "N",
      defaultValue = "32",
      description = "optimizer updates on demonstrations (default: ${DEFAULT-VALUE})")
  private int demonstrationUpdates;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "rounds of sampling and training (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "192",
      description = "tasks of a round (default: ${DEFAULT-VALUE})")
  private int trained;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "4",
      description = "episodes of each task of a round (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "80",
      description = "optimizer updates of a round (default: ${DEFAULT-VALUE})")
  private int updates;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "episodes that an update sees (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--validation-tasks",
      paramLabel = "N",
      defaultValue = "64",
      description = "tasks that rounds are chosen by (default: ${DEFAULT-VALUE})")
  private int validation;

  @Option(
      names = "--test-tasks",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "tasks that figures are reported of, 4 episodes each; they decide nothing (default:"
              + " ${DEFAULT-VALUE})")
  private int test;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "what logits are divided by when sampling (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Mixin private StagedRunOptions run;

  @Override
  public Integer call() throws IOException {
    check();
    Path out = run.directory("rejection");
    Stopwatch watch = Stopwatch.createStarted();
    Summary summary = new Summary();
    switch (environment) {
      case SQL -> run(AgentTasks.sql(difficulty()), out, summary);
      case TOOLBOX -> run(AgentTasks.toolbox(difficulty()), out, summary);
    }
    summary.put("seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
    Report.write(summary, out, spec.commandLine().getOut());
    return 0;
  }

  private int difficulty() {
    return difficulty == null ? environment.difficulty : difficulty;
  }

  private void check() {
    checkArgument(
        difficulty() >= 1 && difficulty() <= 4,
        "--difficulty: expected 1 to 4, got %s",
        difficulty());
    OptionLimits.atLeast("--demonstrations", 1, demonstrations);
    OptionLimits.atLeast("--demonstration-updates", 1, demonstrationUpdates);
    OptionLimits.atLeast("--rounds", 1, rounds);
    OptionLimits.atLeast("--tasks", 1, trained);
    OptionLimits.atLeast("--samples", 2, samples);
    OptionLimits.atLeast("--updates", 1, updates);
    OptionLimits.atLeast("--batch-size", 8, batchSize);
    OptionLimits.atLeast("--validation-tasks", 1, validation);
    OptionLimits.atLeast("--test-tasks", 1, test);
    checkArgument(
        temperature > 0 && Double.isFinite(temperature),
        "--temperature: expected a finite number above 0, got %s",
        temperature);
    checkArgument(
        methods.stream().distinct().count() == methods.size(),
        "--methods: expected each once, got %s",
        methods);
  }

  private <T> void run(AgentTasks<T> tasks, Path out, Summary summary) throws IOException {
    DecoderOptions decoder = base == null ? run.smallDecoder() : run.decoder();
    Origins origins =
        Origins.none()
            .withModel("base", base == null ? ToolModel.SHIPPED.origin() : Parent.ofModel(base));
    Map<String, String> identity = new TreeMap<>(Settings.of(spec, origins));
    AgentStages<T> stages =
        new AgentStages<>(
            tasks,
            new AgentSettings(
                out,
                run.start(),
                run.seed(),
                new AgentSettings.Counts(demonstrations, trained, validation, test),
                rounds,
                updates,
                batchSize,
                demonstrationUpdates,
                samples,
                temperature,
                decoder),
            origins,
            identity);
    try (LanguageModel model =
        base == null ? ToolModel.SHIPPED.load(decoder) : LanguageModel.load(base, decoder)) {
      stages.show(model, summary);
    }
    stages.learn(methods, summary);
  }
}
