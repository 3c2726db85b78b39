package org.temper.algorithms.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.temper.algorithms.metrics.Metric.Averaging;

/**
 * A tally of metrics over the micro-batches of an update, or the batches of an evaluation. Sums are
 * float64. What was never added is not in the result.
 */
public final class MetricTally {
  private final List<Metric> declared;
  private final Map<Metric, Sum> sums = new HashMap<>();
  private final Map<Metric, ToDoubleFunction<Metrics>> derived = new HashMap<>();

  private static final class Sum {
    private double value;
    private double squares;
    private double count;

    private void add(double one) {
      value += one;
      squares += one * one;
      count++;
    }

    private double deviation() {
      double mean = value / count;
      return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
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
   * Adds values of a mean or a deviation.
   *
   * @param metric averaged by {@link Averaging#MEAN} or {@link Averaging#DEVIATION}
   * @param values float32, of any shape
   */
  public void add(Metric metric, NDArray values) {
    add(metric, values.toFloatArray());
  }

  /**
   * Adds values of a mean or a deviation.
   *
   * @param metric averaged by {@link Averaging#MEAN} or {@link Averaging#DEVIATION}
   * @param values each counts once
   */
  public void add(Metric metric, float[] values) {
    Sum so = ofValues(metric);
    for (float value : values) {
      so.add(value);
    }
  }

  /**
   * Adds values of a mean or a deviation.
   *
   * @param metric averaged by {@link Averaging#MEAN} or {@link Averaging#DEVIATION}
   * @param values each counts once
   */
  public void add(Metric metric, double[] values) {
    Sum so = ofValues(metric);
    for (double value : values) {
      so.add(value);
    }
  }

  private Sum ofValues(Metric metric) {
    check(metric, overValues(metric));
    return sums.computeIfAbsent(metric, key -> new Sum());
  }

  private static boolean overValues(Metric metric) {
    return metric.averaging() == Averaging.MEAN || metric.averaging() == Averaging.DEVIATION;
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
   * @param metric averaged in another way than {@link Averaging#MEAN} and {@link
   *     Averaging#DEVIATION}
   * @param value the value
   */
  public void add(Metric metric, double value) {
    check(metric, !overValues(metric));
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

  /**
   * Lets a metric follow from others: it is computed when the figures are asked for.
   *
   * @param metric what nothing is added to
   * @param from its value, from the figures that were added
   */
  public void derive(Metric metric, ToDoubleFunction<Metrics> from) {
    check(metric, !sums.containsKey(metric));
    derived.put(metric, from);
  }

  private void check(Metric metric, boolean fits) {
    checkArgument(declares(metric), "metric: expected one of %s, got %s", declared, metric);
    checkArgument(
        fits,
        "metric: expected one that is averaged in a way that takes such values, got %s",
        metric);
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
      if (sums.containsKey(metric)) {
        values.put(metric, value(metric, sums.get(metric)));
      } else if (derived.containsKey(metric)) {
        values.put(metric, Double.NaN);
      }
    }
    Metrics added = new Metrics(values);
    derived.forEach((metric, from) -> values.put(metric, from.applyAsDouble(added)));
    return new Metrics(values);
  }

  private static double value(Metric metric, Sum so) {
    return switch (metric.averaging()) {
      case MEAN -> so.value / so.count;
      case DEVIATION -> so.deviation();
      default -> so.value;
    };
  }
}
