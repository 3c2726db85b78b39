package org.temper.cli.recommenders;

import org.temper.cli.options.OptionLimits;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;
import picocli.CommandLine.Option;

/** The log that is simulated where none is given. */
final class SimulatorOptions {

  /** The most events of a simulated log. */
  private static final long EVENTS = 20_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "1000",
      description = "without --data: simulated users (default: ${DEFAULT-VALUE})")
  private int users;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "400",
      description = "without --data: simulated items (default: ${DEFAULT-VALUE})")
  private int items;

  @Option(
      names = "--events-per-user",
      paramLabel = "N",
      defaultValue = "30",
      description = "without --data: a simulated user's events on average (default: 30)")
  private int eventsPerUser;

  @Option(
      names = "--noise",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "without --data: strength of chance in the simulated watch time, in deviations of what is"
              + " personal (default: ${DEFAULT-VALUE})")
  private double noise;

  /** A simulator of the given noise. */
  InteractionSimulator simulator(double strength, long seed) {
    Population small = Population.small();
    OptionLimits.product(
        "--users × --events-per-user", EVENTS, Math.max(0, users), Math.max(0, eventsPerUser));
    return new InteractionSimulator(
        SimulatorConfig.defaults()
            .withPopulation(
                new Population(users, items, eventsPerUser, small.days(), small.dimensions()))
            .withNoise(strength),
        seed);
  }

  double noise() {
    return noise;
  }
}
