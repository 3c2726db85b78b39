package org.temper.cli.recommenders.onerec;

import org.temper.cli.options.values.OptionLimits;
import picocli.CommandLine.Option;

/** Options for the catalog and the log that are simulated. */
final class WorldOptions {
  /** Names of all options. */
  static final String[] NAMES = {
    "--users",
    "--items",
    "--events-per-user",
    "--taste",
    "--content-size",
    "--content-noise",
    "--cold"
  };

  /** The most events of a simulated log. */
  private static final long EVENTS = 20_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "1000",
      description = "simulated users (default: ${DEFAULT-VALUE})")
  private int users;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "1000",
      description = "simulated items (default: ${DEFAULT-VALUE})")
  private int items;

  @Option(
      names = "--events-per-user",
      paramLabel = "N",
      defaultValue = "30",
      description = "a simulated user's events on average (default: ${DEFAULT-VALUE})")
  private int eventsPerUser;

  @Option(
      names = "--taste",
      paramLabel = "X",
      defaultValue = "3",
      description =
          "how much the recommender that made the log knew of tastes; at 0 nothing (default:"
              + " ${DEFAULT-VALUE})")
  private double taste;

  @Option(
      names = "--content-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "numbers of an item's content (default: ${DEFAULT-VALUE})")
  private int contentSize;

  @Option(
      names = "--content-noise",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "strength of what is chance in an item's content, in deviations of what tells its kind"
              + " (default: ${DEFAULT-VALUE})")
  private double contentNoise;

  @Option(
      names = "--cold",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "share of the items whose events are left out of training (default: ${DEFAULT-VALUE})")
  private double cold;

  World.Settings settings() {
    OptionLimits.product(
        "--users × --events-per-user", EVENTS, Math.max(0, users), Math.max(0, eventsPerUser));
    return new World.Settings(users, items, eventsPerUser, taste, contentSize, contentNoise, cold);
  }
}
