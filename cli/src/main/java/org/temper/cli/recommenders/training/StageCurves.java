package org.temper.cli.recommenders.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * Curves of the trainings of a comparison's first seed, {@code METHOD-loss.png} and so on: a line
 * for each value of the method's setting.
 */
final class StageCurves {
  /** What is drawn, of what a training records. */
  private static final List<String> FIGURES = List.of("loss", "reward", "squared_error");

  private final Map<String, Map<Stage, List<MetricLine>>> methods = new LinkedHashMap<>();

  /** Takes what a training recorded; of a method's other seeds it keeps nothing. */
  void add(Stage stage, List<MetricLine> lines) {
    Map<Stage, List<MetricLine>> stages =
        methods.computeIfAbsent(stage.method(), method -> new LinkedHashMap<>());
    if (stages.keySet().stream().allMatch(earlier -> earlier.seed() == stage.seed())) {
      stages.put(stage, lines.stream().filter(line -> line.kind() == Kind.TRAINING).toList());
    }
  }

  /** Draws all; makes the directory. */
  void draw(Path directory) throws IOException {
    Files.createDirectories(directory);
    methods.forEach(
        (method, stages) -> {
          for (String figure : FIGURES) {
            Map<String, List<Point>> series = new LinkedHashMap<>();
            stages.forEach((stage, lines) -> series.put(name(stage), points(lines, figure)));
            series.values().removeIf(List::isEmpty);
            if (!series.isEmpty()) {
              String title = method + ", " + figure.replace('_', ' ');
              Charts.lines(
                  directory.resolve(method + "-" + figure + ".png"),
                  new Axes(title, "updates or iterations", figure.replace('_', ' ')),
                  series);
            }
          }
        });
  }

  private static String name(Stage stage) {
    return stage.value().isPresent() ? Double.toString(stage.setting()) : stage.method();
  }

  private static List<Point> points(List<MetricLine> lines, String figure) {
    return lines.stream()
        .map(line -> new Point(line.update(), line.values().getOrDefault(figure, Double.NaN)))
        .filter(point -> Double.isFinite(point.y()))
        .toList();
  }
}
