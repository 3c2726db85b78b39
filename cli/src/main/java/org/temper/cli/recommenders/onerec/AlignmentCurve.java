package org.temper.cli.recommenders.onerec;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.temper.algorithms.run.Summary;
import org.temper.cli.training.TextTable;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * The curve of what sessions come to of users who were not aligned on, by iteration.
 *
 * @param measured before the first iteration, and after each
 */
record AlignmentCurve(ImmutableList<Measured> measured) {

  /**
   * What sessions come to, in the mean.
   *
   * @param reward that is optimized
   * @param judged the reward of other models
   * @param satisfaction the users' own, where it is known
   */
  record Measured(double reward, double judged, OptionalDouble satisfaction) {

    private void put(Summary summary, String name) {
      summary.put(name, "reward", reward);
      summary.put(name, "judged", judged);
      satisfaction.ifPresent(truth -> summary.put(name, "satisfaction", truth));
    }
  }

  /** Adds the first and the last figures under these names. */
  void put(Summary summary, String before, String after) {
    measured.get(0).put(summary, before);
    measured.get(measured.size() - 1).put(summary, after);
  }

  /** Draws all figures. */
  void draw(Path file) {
    List<Point> reward = new ArrayList<>();
    List<Point> judged = new ArrayList<>();
    List<Point> satisfaction = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      reward.add(new Point(i, measured.get(i).reward()));
      judged.add(new Point(i, measured.get(i).judged()));
      OptionalDouble truth = measured.get(i).satisfaction();
      if (truth.isPresent()) {
        satisfaction.add(new Point(i, truth.getAsDouble()));
      }
    }
    Map<String, List<Point>> series = new LinkedHashMap<>();
    series.put("reward that is optimized", reward);
    series.put("reward of other models", judged);
    if (!satisfaction.isEmpty()) {
      series.put("true satisfaction", satisfaction);
    }
    Charts.lines(
        file,
        new Axes("Sessions of users who were not aligned on", "iterations", "mean over items"),
        series);
  }

  /** All figures, for people to read. */
  TextTable table() {
    List<String> columns = List.of("iteration", "reward", "judged", "true satisfaction");
    int known = measured.get(0).satisfaction().isPresent() ? columns.size() : columns.size() - 1;
    TextTable table = new TextTable(columns.subList(0, known));
    for (int i = 0; i < measured.size(); i++) {
      Measured row = measured.get(i);
      table.add(
          List.of(
                  Integer.toString(i),
                  TextTable.number(row.reward()),
                  TextTable.number(row.judged()),
                  TextTable.number(row.satisfaction().orElse(Double.NaN)))
              .subList(0, known));
    }
    return table;
  }
}
