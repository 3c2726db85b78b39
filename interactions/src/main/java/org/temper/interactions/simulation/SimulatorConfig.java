package org.temper.interactions.simulation;

/**
 * Settings of what is simulated.
 *
 * @param population how much there is of everything
 * @param signal what satisfaction and watch time are made of
 * @param logging who is shown what
 * @param response what users do with what they are shown
 */
public record SimulatorConfig(
    Population population, Signal signal, LoggingPolicy logging, Response response) {

  /**
   * A log of 30,000 events, mostly personal satisfaction, noise as strong as what is personal.
   *
   * @return {@link Population#small}, {@link Signal#personal}, {@link LoggingPolicy#mixed} and
   *     {@link Response#plain}
   */
  public static SimulatorConfig defaults() {
    return new SimulatorConfig(
        Population.small(), Signal.personal(), LoggingPolicy.mixed(), Response.plain());
  }

  /**
   * This configuration with another population.
   *
   * @param value the population
   * @return a new configuration
   */
  public SimulatorConfig withPopulation(Population value) {
    return new SimulatorConfig(value, signal, logging, response);
  }

  /**
   * This configuration with another signal.
   *
   * @param value the signal
   * @return a new configuration
   */
  public SimulatorConfig withSignal(Signal value) {
    return new SimulatorConfig(population, value, logging, response);
  }

  /**
   * This configuration with another logging policy.
   *
   * @param value the policy
   * @return a new configuration
   */
  public SimulatorConfig withLogging(LoggingPolicy value) {
    return new SimulatorConfig(population, signal, value, response);
  }

  /**
   * This configuration with another response of the users.
   *
   * @param value the response
   * @return a new configuration
   */
  public SimulatorConfig withResponse(Response value) {
    return new SimulatorConfig(population, signal, logging, value);
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
