package org.temper.cli.midtrain;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.run.Summary;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * The held-out losses of a run by bucket, before, during and after: what was forgotten of the old
 * data beside what was learned of the new.
 *
 * @param curves by bucket, the losses at each evaluation, the first before training
 */
record Forgetting(Map<String, List<Point>> curves) {

  /** The losses of a run. */
  static Forgetting of(MetricsHistory history, Iterable<String> buckets) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (String bucket : buckets) {
      ImmutableList.Builder<Point> points = ImmutableList.builder();
      for (MetricLine line : history.lines()) {
        Double loss = line.values().get("loss@" + bucket);
        if (line.kind() == Kind.EVALUATION && loss != null) {
          points.add(new Point(line.update(), loss));
        }
      }
      curves.put(bucket, points.build());
    }
    return new Forgetting(curves);
  }

  private List<Point> curve(String bucket) {
    return curves.getOrDefault(bucket, List.of());
  }

  double before(String bucket) {
    return curve(bucket).get(0).y();
  }

  double after(String bucket) {
    return curve(bucket).get(curve(bucket).size() - 1).y();
  }

  private double highest(String bucket) {
    return curve(bucket).stream().mapToDouble(Point::y).max().orElseThrow();
  }

  /** The mean of several buckets' losses before training, each bucket once. */
  double before(List<String> buckets) {
    return buckets.stream().mapToDouble(this::before).average().orElseThrow();
  }

  /** The mean of several buckets' losses after training, each bucket once. */
  double after(List<String> buckets) {
    return buckets.stream().mapToDouble(this::after).average().orElseThrow();
  }

  /** Puts each bucket's loss before, its highest, and after into a summary. */
  void put(Summary summary) {
    for (String bucket : curves.keySet()) {
      summary.put("before", "loss@" + bucket, before(bucket));
      summary.put("highest", "loss@" + bucket, highest(bucket));
      summary.put("after", "loss@" + bucket, after(bucket));
    }
  }

  void draw(Path file) {
    Charts.lines(file, new Axes("Held-out loss by bucket", "update", "nats per token"), curves);
  }
}
