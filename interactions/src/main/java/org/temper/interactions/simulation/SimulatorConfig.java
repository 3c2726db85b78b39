package org.temper.interactions.simulation;

/**
 * Settings of what is simulated.
 *
 * @param population how much there is of everything
 * @param signal what satisfaction and watch time are made of
 * @param logging who is shown what
 */
public record SimulatorConfig(Population population, Signal signal, LoggingPolicy logging) {

  /**
   * A log of 30,000 events, mostly personal satisfaction, noise as strong as what is personal.
   *
   * @return {@link Population#small}, {@link Signal#personal} and {@link LoggingPolicy#mixed}
   */
  public static SimulatorConfig defaults() {
    return new SimulatorConfig(Population.small(), Signal.personal(), LoggingPolicy.mixed());
  }

  /**
   * This configuration with another population.
   *
   * @param value the population
   * @return a new configuration
   */
  public SimulatorConfig withPopulation(Population value) {
    return new SimulatorConfig(value, signal, logging);
  }

  /**
   * This configuration with another signal.
   *
   * @param value the signal
   * @return a new configuration
   */
  public SimulatorConfig withSignal(Signal value) {
    return new SimulatorConfig(population, value, logging);
  }

  /**
   * This configuration with another logging policy.
   *
   * @param value the policy
   * @return a new configuration
   */
  public SimulatorConfig withLogging(LoggingPolicy value) {
    return new SimulatorConfig(population, signal, value);
  }

  /**
   * This configuration with more or less chance in the watch time: of the same seed, users are
   * shown the same at the same times.
   *
   * @param value the strength, at least 0
   * @return a new configuration
   * @throws IllegalArgumentException if the strength is below 0
   */
  public SimulatorConfig withNoise(double value) {
    return withSignal(signal.withNoise(value));
  }
}
