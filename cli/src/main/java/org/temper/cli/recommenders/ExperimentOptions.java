package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.ModelOptions.Defaults;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.feedback.Standardization;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.SimulatedWorld;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options for the log that recommenders are trained and measured on: one that is read, or one that
 * is simulated.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ExperimentOptions {
  private static final int USUAL_SEEDS = 3;

  @Mixin private LogOptions data;
  @Mixin private SimulatorOptions simulation;
  @Mixin private TargetOptions targets;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides whatever is random; models have the seeds from it on (default: 1)")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "how often every model is trained (default: 3; with --preset or --loops 1)")
  private @Nullable Integer seeds;

  /** Checks what has no effect, or none beside others. */
  void check(CommandSpec spec) {
    data.checkApplicable(spec);
    OptionLimits.atLeast("--seeds", 1, seeds());
  }

  long seed() {
    return seed;
  }

  int seeds() {
    return seeds(USUAL_SEEDS);
  }

  int seeds(int otherwise) {
    return seeds == null ? otherwise : seeds;
  }

  Defaults defaults() {
    return data.isGiven() ? Defaults.LOG : Defaults.SIMULATION;
  }

  double noise() {
    return simulation.noise();
  }

  /** The experiment on the given log, or on a simulated one of so much noise. */
  Experiment experiment(double noise, Rewards rewards, PrintWriter messages) {
    if (data.isGiven()) {
      LogOptions.Source source = data.read(seed, rewards, messages);
      return source
          .feedback()
          .filter(
              columns ->
                  columns.names().stream()
                      .allMatch(column -> source.log().havingFeedback(column).size() > 0))
          .map(columns -> experiment(source.log(), columns, rewards, Optional.empty()))
          .orElseGet(() -> withoutFeedback(source.log()));
    }
    return simulated(simulation.simulator(noise, seed), rewards);
  }

  /** The experiment on a log of a named world. */
  Experiment experiment(SimulatedWorld world, long ofWorld) {
    return experiment(simulation.simulator(world, ofWorld));
  }

  /** A simulated world, whose log is not filtered yet. */
  InteractionSimulator simulator() {
    return simulation.simulator(noise(), seed);
  }

  private Experiment simulated(InteractionSimulator simulator, Rewards rewards) {
    FeedbackColumns columns =
        data.feedback().orElse(FeedbackColumns.of(InteractionSimulator.WATCH_TIME));
    for (String column : columns.names()) {
      checkArgument(
          simulator.log().events().feedback().containsKey(column),
          "--feedback-column: expected one of %s in a simulated log, got %s",
          simulator.log().events().feedback().keySet(),
          Excerpt.of(column));
    }
    return experiment(data.filtered(simulator.log()), columns, rewards, Optional.of(simulator));
  }

  /** The experiment on a simulated log. */
  Experiment experiment(InteractionSimulator simulator) {
    return simulated(simulator, Rewards.NEEDED);
  }

  private Experiment experiment(
      InteractionLog read,
      FeedbackColumns columns,
      Rewards rewards,
      Optional<InteractionSimulator> simulator) {
    InteractionLog log = columns.addTo(read, targets.split(read, defaults()).train());
    String feedback = columns.column();
    LogSplit split = targets.split(log, defaults());
    // Fitted to what is trained on, and applied to all.
    Standardization standardization = Standardization.of(split.train(), feedback);
    checkArgument(
        rewards == Rewards.REPORTED || standardization.deviation() > 0,
        "--feedback-column: expected one whose values differ, got %s, which is %s in every event"
            + " that is trained on: there is nothing to weight events by",
        feedback,
        standardization.mean());
    InteractionLog standardized = standardization.addTo(log, feedback, Experiment.REWARD);
    LogSplit all = targets.split(standardized, defaults());
    return Experiment.of(
        standardized, all, targets.high(all, feedback, rewards), targets.seen(), simulator);
  }

  private Experiment withoutFeedback(InteractionLog log) {
    targets.checkNoHigh();
    return Experiment.of(
        log, targets.split(log, defaults()), Optional.empty(), targets.seen(), Optional.empty());
  }
}
