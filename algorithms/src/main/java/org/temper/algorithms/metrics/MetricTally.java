package org.temper.algorithms.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.Metric.Averaging;

/**
 * A tally of metrics over the micro-batches of an update, or the batches of an evaluation. Sums are
 * float64. What was never added is not in the result.
 */
public final class MetricTally {
  private final List<Metric> declared;
  private final Map<Metric, Sum> sums = new LinkedHashMap<>();

  private static final class Sum {
    private double value;
    private double count;
  }

  /**
   * An empty tally.
   *
   * @param declared the metrics that may be added, in the order of the result
   */
  public MetricTally(List<Metric> declared) {
    this.declared = List.copyOf(declared);
  }

  /**
   * Adds values of a mean.
   *
   * @param metric averaged by {@link Averaging#MEAN}
   * @param sum the sum of the values
   * @param count how many values there are
   */
  public void add(Metric metric, double sum, double count) {
    check(metric, metric.averaging() == Averaging.MEAN);
    Sum so = sums.computeIfAbsent(metric, key -> new Sum());
    so.value += sum;
    so.count += count;
  }

  /**
   * Adds values of a mean.
   *
   * @param metric averaged by {@link Averaging#MEAN}
   * @param values float32, of any shape
   */
  public void add(Metric metric, NDArray values) {
    add(metric, values.toFloatArray());
  }

  /**
   * Adds values of a mean.
   *
   * @param metric averaged by {@link Averaging#MEAN}
   * @param values each counts once
   */
  public void add(Metric metric, float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    add(metric, sum, values.length);
  }

  /**
   * Adds values of a mean, those of a mask.
   *
   * @param metric averaged by {@link Averaging#MEAN}
   * @param values of any shape
   * @param keep true for each value that counts once, as long as {@code values}
   */
  public void add(Metric metric, float[] values, boolean[] keep) {
    check(metric, metric.averaging() == Averaging.MEAN);
    Sum so = sums.computeIfAbsent(metric, key -> new Sum());
    for (int i = 0; i < keep.length; i++) {
      if (keep[i]) {
        so.value += values[i];
        so.count++;
      }
    }
  }

  /**
   * Adds one value.
   *
   * @param metric averaged in another way than {@link Averaging#MEAN}
   * @param value the value
   */
  public void add(Metric metric, double value) {
    check(metric, metric.averaging() != Averaging.MEAN);
    Sum so = sums.get(metric);
    if (so == null) {
      so = new Sum();
      so.value = value;
      sums.put(metric, so);
      return;
    }
    switch (metric.averaging()) {
      case SUM -> so.value += value;
      case MIN -> so.value = Math.min(so.value, value);
      case MAX -> so.value = Math.max(so.value, value);
      default -> so.value = value;
    }
  }

  private void check(Metric metric, boolean fits) {
    checkArgument(declares(metric), "metric: expected one of %s, got %s", declared, metric);
    checkArgument(
        fits, "metric: expected a value and a count for a mean alone, got %s", metric.averaging());
  }

  /**
   * Whether a metric may be added.
   *
   * @param metric the metric
   * @return whether it is among the declared ones
   */
  public boolean declares(Metric metric) {
    return declared.contains(metric);
  }

  /**
   * The figures so far.
   *
   * @return a copy, in the order of the declarations; a mean of nothing is NaN
   */
  public Metrics metrics() {
    Map<Metric, Double> values = new LinkedHashMap<>();
    for (Metric metric : declared) {
      Sum so = sums.get(metric);
      if (so != null) {
        values.put(metric, metric.averaging() == Averaging.MEAN ? so.value / so.count : so.value);
      }
    }
    return new Metrics(values);
  }
}
