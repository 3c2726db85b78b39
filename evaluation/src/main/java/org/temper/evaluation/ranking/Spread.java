package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A figure over several seeds.
 *
 * @param mean the mean
 * @param deviation the sample standard deviation, with n - 1; 0 where there is one value
 * @param count how many values, at least 1
 */
public record Spread(double mean, double deviation, int count) {

  /**
   * The spread of values.
   *
   * @param values at least one
   * @return their spread
   * @throws IllegalArgumentException if there is no value
   */
  public static Spread of(double... values) {
    checkArgument(values.length > 0, "values: expected at least one, got none");
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Spread(mean, deviation, values.length);
  }

  /**
   * The spread of each figure over seeds.
   *
   * @param figures the figures of each seed by name, at least one, all of the same names
   * @return the spreads by name, in the order of the first
   * @throws IllegalArgumentException if there is no seed, or one has other figures than the first
   */
  public static ImmutableMap<String, Spread> ofEach(List<? extends Map<String, Double>> figures) {
    checkArgument(!figures.isEmpty(), "figures: expected those of at least one seed, got none");
    for (Map<String, Double> seed : figures) {
      checkArgument(
          seed.keySet().equals(figures.get(0).keySet()),
          "figures: expected %s of each seed, got %s",
          figures.get(0).keySet(),
          seed.keySet());
    }
    ImmutableMap.Builder<String, Spread> spreads = ImmutableMap.builder();
    for (String name : figures.get(0).keySet()) {
      spreads.put(
          name, of(figures.stream().mapToDouble(seed -> seed.getOrDefault(name, 0.0)).toArray()));
    }
    return spreads.buildOrThrow();
  }

  /**
   * For people to read.
   *
   * @return such as {@code 0.1580 ± 0.0012}
   */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f ± %.4f", mean, deviation);
  }
}
