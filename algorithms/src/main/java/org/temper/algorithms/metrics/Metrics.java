package org.temper.algorithms.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of an update or an evaluation, by their declarations.
 *
 * @param values in the order in which they are written
 */
public record Metrics(Map<Metric, Double> values) {

  /** Copies. */
  public Metrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The value of a metric.
   *
   * @param metric the metric
   * @return its value; NaN or infinite where that is what it is
   * @throws IllegalArgumentException if there is none
   */
  public double get(Metric metric) {
    Double value = values.get(metric);
    checkArgument(
        value != null, "metric: expected one of %s, got %s", toMap().keySet(), metric.name());
    return value;
  }

  /**
   * The value that the update descended, before it was made. NaN or infinite where no update was
   * made for that reason.
   *
   * @return the figure called {@code loss}
   */
  public double loss() {
    return named("loss");
  }

  /**
   * Euclidean norm of all gradients together, before clipping. NaN or infinite where no update was
   * made.
   *
   * @return the figure called {@code gradient_norm}
   */
  public double gradientNorm() {
    return named(Metric.GRADIENT_NORM.name());
  }

  private double named(String name) {
    Double value = toMap().get(name);
    checkArgument(value != null, "metrics: expected one called %s, got %s", name, toMap().keySet());
    return value;
  }

  /**
   * The figures by the names that {@code metrics.jsonl} uses.
   *
   * @return names in lower snake case, in order
   */
  public Map<String, Double> toMap() {
    ImmutableMap.Builder<String, Double> named = ImmutableMap.builder();
    values.forEach((metric, value) -> named.put(metric.name(), value));
    return named.buildOrThrow();
  }
}
