package org.temper.cli.calibrate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.calibration.CalibrationBootstrap;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationMetric;
import org.temper.evaluation.calibration.CalibrationMetrics;

/**
 * Every metric of some confidences, for programs and for people.
 *
 * @param data the points by what they are, such as before and after; a single one has the name ""
 */
public record CalibrationFigures(ImmutableMap<String, CalibrationData> data) {
  private static final ImmutableSet<String> MAIN =
      ImmutableSet.of(
          "accuracy", "ece.15.guo", "brier", "nll", "auroc", "aurc.expected", "augrc.expected");

  /** How many points are drawn for an interval, in all samples together, on many points. */
  private static final int DRAWN = 10_000_000;

  private static final int MOST_RESAMPLES = 1000;
  private static final int LEAST_RESAMPLES = 100;

  /**
   * All metrics, flat.
   *
   * @return values by name, behind what they are of and a dot where that has a name; null where a
   *     metric is not defined
   */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    data.forEach(
        (of, points) ->
            CalibrationMetrics.figures(points)
                .forEach(
                    (name, value) ->
                        json.put(of.isEmpty() ? name : of + "." + name, defined(value))));
    return json;
  }

  /**
   * All metrics as a table, the main ones with the interval that holds 95 % of what samples of the
   * points give.
   *
   * @param seed decides the samples
   * @return a row for each metric
   */
  public TextTable table(long seed) {
    ImmutableList.Builder<String> columns = ImmutableList.<String>builder().add("");
    data.keySet().forEach(of -> columns.add(of.isEmpty() ? "value" : of, "95 % interval"));
    TextTable table = new TextTable(columns.build());
    CalibrationMetrics.byName()
        .forEach(
            (name, metric) -> {
              ImmutableList.Builder<String> row = ImmutableList.<String>builder().add(name);
              data.values().forEach(points -> row.addAll(cells(metric, points, seed)));
              table.add(row.build());
            });
    return table;
  }

  private static List<String> cells(CalibrationMetric metric, CalibrationData points, long seed) {
    double value = metric.of(points);
    String number =
        metric.name().equals("count") ? Integer.toString(points.size()) : TextTable.number(value);
    if (!MAIN.contains(metric.name()) || Double.isNaN(value)) {
      return List.of(number, "");
    }
    int resamples = Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, DRAWN / points.size()));
    BootstrapInterval interval =
        CalibrationBootstrap.interval(new Bootstrap(resamples, 0.95, seed), points, metric);
    return List.of(
        number, TextTable.number(interval.lower()) + " to " + TextTable.number(interval.upper()));
  }

  private static @Nullable Double defined(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
