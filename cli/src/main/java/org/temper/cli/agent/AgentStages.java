package org.temper.cli.agent;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.run.Summary;
import org.temper.api.Seeds;
import org.temper.cli.agent.AgentTasks.Purpose;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.data.Split;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.reporting.Charts;
import org.temper.samplers.selection.Selection;

/**
 * Stages of the recipe {@code rejection}: a few demonstrations are shown to a base model (SFT), and
 * each method learns from there. What each comes to is measured on the same test tasks, which
 * decide nothing.
 *
 * @param tasks the environment's tasks
 * @param settings what the stages share
 * @param origins what the base model is
 * @param identity the options that decide the numbers
 * @param <T> what is known of a task
 */
public record AgentStages<T>(
    AgentTasks<T> tasks, AgentSettings settings, Origins origins, Map<String, String> identity) {
  private static final String SFT = "sft";
  private static final String TEST = "agent-test";

  /** Episodes of each test task: the k of pass^k. */
  private static final int TEST_SAMPLES = 4;

  private static final int TASKS_AT_ONCE = 16;
  private static final int HELD_OUT_DEMONSTRATIONS = 32;

  /** Distinct successes of a task that are trained on. */
  private static final int KEPT = 4;

  /** Methods of learning, by their names in files and figures. */
  public enum Method {
    /** Trains on verified successes. */
    REJECTION,
    /** Trains on all samples. */
    UNFILTERED,
    /** Trains on demonstrations alone. */
    GOLD,
    /** Compares the episodes of a task. */
    GRPO,
    /** Learns from pairs of a success and a failure. */
    DPO;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Shows the demonstrations to the base model, measures it and saves it as {@code sft/model}.
   *
   * @param base the base model; still owned by the caller
   * @param summary takes the figures
   * @throws IOException if a file cannot be read or written
   */
  public void show(LanguageModel base, Summary summary) throws IOException {
    AgentModel<T> model = AgentModel.of(base, tasks, settings.temperature());
    measure(model, "base", summary);
    Trained trained =
        new AgentDemonstrations(
                SFT,
                settings.out().resolve(SFT),
                settings.start(),
                settings.seed(),
                settings.demonstrationUpdates(),
                identity)
            .show(
                base,
                new Split<>(
                    tasks.demonstrations(
                        Purpose.DEMONSTRATION, settings.seed(), settings.counts().demonstrations()),
                    tasks.demonstrations(
                        Purpose.HELD_OUT_DEMONSTRATION, settings.seed(), HELD_OUT_DEMONSTRATIONS)));
    List<Double> losses = trained.history().values(Kind.EVALUATION, "loss");
    measure(model, SFT, summary);
    summary.put(SFT, "nats_per_token", losses.get(losses.size() - 1));
    base.save(shown(), origins.saving("rejection", trained.identity()));
  }

  /**
   * Learns by some methods from the model that was shown, one after the other.
   *
   * @param methods the methods
   * @param summary takes the figures of each
   * @throws IOException if a file cannot be read or written
   */
  public void learn(List<Method> methods, Summary summary) throws IOException {
    Map<String, List<Charts.Point>> curves = new LinkedHashMap<>();
    Origins start = Origins.none().withModel("start", Parent.ofModel(shown()));
    AgentMethods<T> learners = new AgentMethods<>(tasks, settings, start.identity());
    for (Method method : methods) {
      Stopwatch watch = Stopwatch.createStarted();
      Path out = settings.out().resolve(method.label());
      try (AgentModel<T> model =
          AgentModel.load(shown(), tasks, settings.temperature(), settings.decoder())) {
        List<Double> validation = learner(learners, method).learn(model, out);
        measure(model, method.label(), summary);
        summary.put(method.label(), "seconds", watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
        curves.put(
            method.label(),
            IntStream.range(0, validation.size())
                .mapToObj(round -> new Charts.Point(round, validation.get(round)))
                .toList());
        model
            .model()
            .save(
                method == Method.REJECTION ? settings.out().resolve("model") : out.resolve("model"),
                start.saving("rejection", identity));
      }
    }
    Charts.lines(
        settings.out().resolve("success.png"),
        new Charts.Axes("success on validation tasks", "round", "share of episodes"),
        curves);
  }

  private AgentMethods.Method<T> learner(AgentMethods<T> learners, Method method) {
    return switch (method) {
      case REJECTION ->
          learners.rejection(
              Selection.atLeast(1).then(Selection.diverse(KEPT)), settings.samples());
      case UNFILTERED -> learners.rejection(Selection.all(), settings.samples());
      case GOLD -> learners.rejection(Selection.all(), 0);
      case GRPO -> learners.grpo();
      case DPO -> learners.dpo();
    };
  }

  private Path shown() {
    return settings.out().resolve(SFT).resolve("model");
  }

  private void measure(AgentModel<T> model, String stage, Summary summary) throws IOException {
    try (AgentTraces<T> traces = AgentTraces.open(tasks, settings.out().resolve("traces"), stage)) {
      Map<String, Double> figures =
          model
              .episodes(tasks.tasks(Purpose.TEST, settings.seed(), settings.counts().test()))
              .withListener(traces)
              .measure(1, TEST_SAMPLES, TASKS_AT_ONCE, Seeds.derive(settings.seed(), TEST));
      figures.forEach(
          (name, value) -> {
            if (Double.isFinite(value)) {
              summary.put(stage, name.equals("malformed_calls") ? "malformed" : name, value);
            }
          });
    }
  }
}
