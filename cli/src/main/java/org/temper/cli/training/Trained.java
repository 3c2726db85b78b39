package org.temper.cli.training;

import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.run.Summary;

/**
 * The outcome of a stage's run, beside its model.
 *
 * @param history what was recorded, before a resume included
 * @param identity what decided its numbers, as its checkpoints state it
 */
public record Trained(MetricsHistory history, Map<String, String> identity) {

  /** Copies. */
  public Trained {
    identity = Map.copyOf(identity);
  }

  /**
   * Puts the first and the last evaluation into a summary under the metrics' own names.
   *
   * @param summary the summary
   * @param before what the model before training is called there
   * @param after what the trained model is called there
   * @param metrics the metrics; what was never measured, or is not finite, is left out
   */
  public void put(Summary summary, String before, String after, String... metrics) {
    put(summary, before, after, Maps.toMap(List.of(metrics), metric -> metric));
  }

  /**
   * Puts the first and the last evaluation into a summary. Figures that were never measured, or are
   * not finite, are left out.
   *
   * @param summary the summary
   * @param before what the model before training is called there
   * @param after what the trained model is called there
   * @param figures metrics by their name there
   */
  public void put(Summary summary, String before, String after, Map<String, String> figures) {
    figures.forEach(
        (name, metric) -> {
          List<Double> values = history.values(Kind.EVALUATION, metric);
          if (!values.isEmpty() && Double.isFinite(values.get(0))) {
            summary.put(before, name, values.get(0));
            summary.put(after, name, values.get(values.size() - 1));
          }
        });
  }
}
