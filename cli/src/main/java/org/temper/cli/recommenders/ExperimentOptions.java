package org.temper.cli.recommenders;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.ModelOptions.Defaults;
import org.temper.cli.recommenders.experiment.Experiment;
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

  @Mixin private LogExperimentOptions log;
  @Mixin private SimulatorOptions simulation;

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
    log.checkApplicable(spec);
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
    return log.defaults();
  }

  double noise() {
    return simulation.noise();
  }

  /** The experiment on the given log, or on a simulated one of so much noise. */
  Experiment experiment(double noise, Rewards rewards, PrintWriter messages) {
    return log.isGiven()
        ? log.read(seed, rewards, messages)
        : log.of(simulation.simulator(noise, seed), rewards);
  }

  /** The experiment on a log of a named world. */
  Experiment experiment(SimulatedWorld world, long ofWorld) {
    return experiment(simulation.simulator(world, ofWorld));
  }

  /** A simulated world, whose log is not filtered yet. */
  InteractionSimulator simulator() {
    return simulation.simulator(noise(), seed);
  }

  /** The experiment on a simulated log. */
  Experiment experiment(InteractionSimulator simulator) {
    return log.of(simulator, Rewards.NEEDED);
  }
}
