package org.temper.cli.recommenders;

import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.LoggingPolicy;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.Response;
import org.temper.interactions.simulation.Signal;
import org.temper.interactions.simulation.SimulatedWorld;
import org.temper.interactions.simulation.SimulatorConfig;
import picocli.CommandLine.Option;

/** The log that is simulated where none is given. */
final class SimulatorOptions {
  /** Their names. */
  static final String[] NAMES = {
    "--users",
    "--items",
    "--events-per-user",
    "--noise",
    "--quality",
    "--habit",
    "--taste",
    "--exposure-taste",
    "--exposure-habit",
    "--exposure-popularity",
    "--position-effect",
    "--selection",
  };

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
      description =
          "without --data: strength of chance in the simulated watch time, in deviations of what is"
              + " personal (default: 1, or the preset's)")
  private @Nullable Double noise;

  @Option(
      names = "--quality",
      paramLabel = "X",
      description =
          "without --data: how much items differ in how they satisfy anybody (default: 0.3, or the"
              + " preset's)")
  private @Nullable Double quality;

  @Option(
      names = "--habit",
      paramLabel = "X",
      description =
          "without --data: how much items differ in how long they are watched whatever they give (default: 0.7, or the"
              + " preset's)")
  private @Nullable Double habit;

  @Option(
      names = "--taste",
      paramLabel = "X",
      description =
          "without --data: how much it matters whether item and taste fit (default: 1, or the"
              + " preset's)")
  private @Nullable Double taste;

  @Option(
      names = "--exposure-taste",
      paramLabel = "X",
      description =
          "without --data: weight of the user's taste in what is shown (default: 1, or the"
              + " preset's)")
  private @Nullable Double exposureTaste;

  @Option(
      names = "--exposure-habit",
      paramLabel = "X",
      description =
          "without --data: weight of habit in what is shown (default: 0.5, or the" + " preset's)")
  private @Nullable Double exposureHabit;

  @Option(
      names = "--exposure-popularity",
      paramLabel = "X",
      description =
          "without --data: weight of recent popularity in what is shown (default: 0.5, or the"
              + " preset's)")
  private @Nullable Double exposurePopularity;

  @Option(
      names = "--position-effect",
      paramLabel = "X",
      description =
          "without --data: what the position adds to the watch time (default: 0, or the"
              + " preset's)")
  private @Nullable Double positionEffect;

  @Option(
      names = "--selection",
      paramLabel = "X",
      description =
          "without --data: how strongly satisfaction decides what is taken (default: 0, or the"
              + " preset's)")
  private @Nullable Double selection;

  /** A simulator of the default world, with what was asked for, and so much noise. */
  InteractionSimulator simulator(double strength, long seed) {
    return new InteractionSimulator(
        config(SimulatedWorld.DEFAULT.config()).withNoise(strength), seed);
  }

  /** A simulator of a named world, with what was asked for. */
  InteractionSimulator simulator(SimulatedWorld world, long seed) {
    return new InteractionSimulator(config(world.config()), seed);
  }

  private SimulatorConfig config(SimulatorConfig world) {
    OptionLimits.product(
        "--users × --events-per-user", EVENTS, Math.max(0, users), Math.max(0, eventsPerUser));
    Population population = world.population();
    Signal signal = world.signal();
    LoggingPolicy logging = world.logging();
    return world
        .withPopulation(
            new Population(users, items, eventsPerUser, population.days(), population.dimensions()))
        .withSignal(
            new Signal(
                signal.userBias(),
                or(quality, signal.quality()),
                or(taste, signal.affinity()),
                signal.drift(),
                or(habit, signal.habit()),
                or(noise, signal.noise()),
                signal.tailDegrees()))
        .withLogging(
            new LoggingPolicy(
                or(exposurePopularity, logging.popularity()),
                or(exposureTaste, logging.taste()),
                or(exposureHabit, logging.habit())))
        .withResponse(
            new Response(
                or(positionEffect, world.response().position()),
                or(selection, world.response().selection())));
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  double noise() {
    return or(noise, SimulatedWorld.DEFAULT.config().signal().noise());
  }
}
