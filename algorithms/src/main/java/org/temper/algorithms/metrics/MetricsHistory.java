package org.temper.algorithms.metrics;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A sink that keeps the lines in memory, those from before a resume included. */
public final class MetricsHistory implements MetricSink {
  private final List<MetricLine> lines = new ArrayList<>();

  /** An empty history. */
  public MetricsHistory() {}

  @Override
  public void start(Start start) {
    lines.addAll(start.earlier());
  }

  @Override
  public void record(MetricLine line) {
    lines.add(line);
  }

  /**
   * All lines so far.
   *
   * @return a copy, in order
   */
  public List<MetricLine> lines() {
    return ImmutableList.copyOf(lines);
  }

  /**
   * The values of one metric.
   *
   * @param kind of which lines
   * @param name the metric
   * @return the values in order; lines without it are left out
   */
  public List<Double> values(MetricLine.Kind kind, String name) {
    return lines.stream()
        .filter(line -> line.kind() == kind)
        .map(line -> line.values().get(name))
        .filter(Objects::nonNull)
        .toList();
  }
}
