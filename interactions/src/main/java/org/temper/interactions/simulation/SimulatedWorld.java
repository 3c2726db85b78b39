package org.temper.interactions.simulation;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Optional;

/**
 * The named worlds of the simulator, which differ in what deceives who learns from their logs. All
 * have the population of {@link Population#small} and a personal part of strength 1.
 */
public enum SimulatedWorld {
  /** What {@link SimulatorConfig#defaults} is. */
  DEFAULT(
      "habit outweighs quality; shown by popularity, taste and habit", SimulatorConfig.defaults()),
  /** Where what all watch for long is good. */
  QUALITY(
      "quality outweighs habit: what all like is good",
      with(0.8, 0.2, 1, LoggingPolicy.mixed(), Response.plain())),
  /** Where who logged served habits. */
  HABIT_EXPOSURE(
      "shown by habit and popularity, whatever suits the user",
      with(0.3, 0.7, 1, new LoggingPolicy(0.5, 0, 1.5), Response.plain())),
  /** Where who logged knew the users. */
  TASTE_EXPOSURE(
      "shown by taste alone: who logged knew the users well",
      with(0.3, 0.7, 1, new LoggingPolicy(0, 2, 0), Response.plain())),
  /** Where success breeds success. */
  POPULARITY_EXPOSURE(
      "shown by popularity alone: success breeds success",
      with(0.3, 0.7, 1, new LoggingPolicy(1, 0, 0), Response.plain())),
  /** Where what stands first is watched. */
  POSITION(
      "what the log's policy ranks first is watched for longer whatever it gives",
      with(0.3, 0.7, 1, LoggingPolicy.mixed(), new Response(1, 0))),
  /** Where users choose what they are shown. */
  SELECTION(
      "users take what satisfies them: the rest is in no log",
      with(0.3, 0.7, 1, LoggingPolicy.mixed(), new Response(0, 2))),
  /** Where accidents decide how long is watched. */
  NOISE(
      "chance of heavy tails is four times what is personal",
      with(0.3, 0.7, 4, LoggingPolicy.mixed(), Response.plain()));

  private final String description;
  private final SimulatorConfig config;

  SimulatedWorld(String description, SimulatorConfig config) {
    this.description = description;
    this.config = config;
  }

  /**
   * The name on a command line and in figures.
   *
   * @return the constant's name in lower case, with hyphens
   */
  public String figureName() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }

  /**
   * What is true in it, for people to read.
   *
   * @return half a line
   */
  public String description() {
    return description;
  }

  /**
   * What is simulated.
   *
   * @return the configuration
   */
  public SimulatorConfig config() {
    return config;
  }

  /**
   * The world of a name.
   *
   * @param name as {@link #figureName} gives it
   * @return the world; empty if there is none of this name
   */
  public static Optional<SimulatedWorld> named(String name) {
    return Arrays.stream(values()).filter(world -> world.figureName().equals(name)).findFirst();
  }

  private static SimulatorConfig with(
      double quality, double habit, double noise, LoggingPolicy logging, Response response) {
    Signal usual = Signal.personal();
    return SimulatorConfig.defaults()
        .withSignal(
            new Signal(
                usual.userBias(),
                quality,
                usual.affinity(),
                usual.drift(),
                habit,
                noise,
                usual.tailDegrees()))
        .withLogging(logging)
        .withResponse(response);
  }
}
