package org.temper.cli.rl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.run.Summary;
import org.temper.reporting.Charts;

/** The summary and the charts of a run, by the metrics of all of it. */
final class RunSummary {
  private RunSummary() {}

  /** The figures before and after, where they are known. */
  static Summary of(MetricsHistory history) {
    Summary summary = new Summary();
    for (String figure :
        List.of("pass@1", "reward", "failed", "model_reward", "entropy", "completion_length")) {
      List<Double> values = history.values(Kind.EVALUATION, figure);
      if (!values.isEmpty()) {
        first(values).ifPresent(value -> summary.put("before", figure, value));
        last(values).ifPresent(value -> summary.put("after", figure, value));
      }
    }
    for (String figure : List.of("kl", "entropy")) {
      last(history.values(Kind.EVALUATION, figure)).ifPresent(value -> summary.put(figure, value));
    }
    List<Double> entropies = history.values(Kind.TRAINING, "entropy");
    summary.put("lowest_entropy", entropies.stream().mapToDouble(value -> value).min().orElse(0));
    summary.put("left_out", sum(history, "left_out"));
    summary.put("updates", sum(history, "updates"));
    return summary;
  }

  private static OptionalDouble first(List<Double> values) {
    return known(values.get(0));
  }

  private static OptionalDouble last(List<Double> values) {
    return known(values.get(values.size() - 1));
  }

  private static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static double sum(MetricsHistory history, String figure) {
    return history.values(Kind.TRAINING, figure).stream().mapToDouble(value -> value).sum();
  }

  /** Where a reward model is learned from and a program tells the truth, the one over the other. */
  static void drawOptimization(Path out, MetricsHistory history) {
    List<Double> proxy = history.values(Kind.EVALUATION, "model_reward");
    List<Double> truth = history.values(Kind.EVALUATION, "pass@1");
    List<Double> kl = history.values(Kind.EVALUATION, "kl");
    if (proxy.isEmpty() || truth.isEmpty()) {
      return;
    }
    Charts.lines(
        out.resolve("optimization.png"),
        new Charts.Axes("Proxy reward and true rate", "proxy reward", "share that passes"),
        Map.of("over the run", points(proxy, truth)));
    Charts.lines(
        out.resolve("optimization-kl.png"),
        new Charts.Axes("True rate over divergence", "nats per completion", "share that passes"),
        Map.of("over the run", points(kl, truth)));
  }

  private static List<Charts.Point> points(List<Double> across, List<Double> upwards) {
    List<Charts.Point> points = new ArrayList<>();
    for (int i = 0; i < across.size(); i++) {
      points.add(new Charts.Point(across.get(i), upwards.get(i)));
    }
    return points;
  }
}
