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
  DEFAULT("habit outweighs quality; shown by popularity, taste and habit"),
  /** Where what all watch for long is good. */
  QUALITY("quality outweighs habit: what all like is good"),
  /** Where who logged served habits. */
  HABIT_EXPOSURE("shown by habit and popularity, whatever suits the user"),
  /** Where who logged knew the users. */
  TASTE_EXPOSURE("shown by taste alone: who logged knew the users well"),
  /** Where success breeds success. */
  POPULARITY_EXPOSURE("shown by popularity alone: success breeds success"),
  /** Where what stands first is watched. */
  POSITION("what the log's policy ranks first is watched for longer whatever it gives"),
  /** Where users choose what they are shown. */
  SELECTION("users take what satisfies them: the rest is in no log"),
  /** Where accidents decide how long is watched. */
  NOISE("chance of heavy tails is four times what is personal");

  private final String description;

  SimulatedWorld(String description) {
    this.description = description;
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
    SimulatorConfig usual = SimulatorConfig.defaults();
    return switch (this) {
      case DEFAULT -> usual;
      case QUALITY -> usual.withSignal(outweighingHabit(usual.signal()));
      case HABIT_EXPOSURE -> usual.withLogging(new LoggingPolicy(0.5, 0, 1.5));
      case TASTE_EXPOSURE -> usual.withLogging(new LoggingPolicy(0, 2, 0));
      case POPULARITY_EXPOSURE -> usual.withLogging(new LoggingPolicy(1, 0, 0));
      case POSITION -> usual.withResponse(new Response(1, 0));
      case SELECTION -> usual.withResponse(new Response(0, 2));
      case NOISE -> usual.withNoise(4);
    };
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

  private static Signal outweighingHabit(Signal signal) {
    return new Signal(
        signal.userBias(),
        0.8,
        signal.affinity(),
        signal.drift(),
        0.2,
        signal.noise(),
        signal.tailDegrees());
  }
}
