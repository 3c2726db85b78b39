package org.temper.reporting;

import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.checkpoints.AtomicFiles;

/** Pictures of what was measured. Where the Java runtime has no fonts they are left out. */
public final class Charts {
  private static final Logger LOG = LoggerFactory.getLogger(Charts.class);
  private static final int WIDTH = 900;
  private static final int HEIGHT = 550;

  private Charts() {}

  /**
   * A point of a series.
   *
   * @param x where it lies across
   * @param y where it lies upwards
   */
  public record Point(double x, double y) {}

  /**
   * Which two things are drawn against each other.
   *
   * @param title above the picture
   * @param x below the picture
   * @param y beside the picture
   */
  public record Axes(String title, String x, String y) {}

  /**
   * Draws series as points joined by lines.
   *
   * @param file the picture, PNG
   * @param axes what is drawn
   * @param series the points by name
   */
  public static void lines(Path file, Axes axes, Map<String, List<Point>> series) {
    draw(
        file,
        () -> {
          XYChart chart =
              new XYChartBuilder()
                  .width(WIDTH)
                  .height(HEIGHT)
                  .title(axes.title())
                  .xAxisTitle(axes.x())
                  .yAxisTitle(axes.y())
                  .build();
          chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line);
          chart.getStyler().setMarkerSize(7);
          series.forEach(
              (name, points) ->
                  chart.addSeries(
                      name,
                      points.stream().mapToDouble(Point::x).toArray(),
                      points.stream().mapToDouble(Point::y).toArray()));
          return chart;
        });
  }

  /**
   * Draws how many values lie in each of some spans of equal width.
   *
   * @param file the picture, PNG
   * @param axes what is drawn
   * @param values at least one
   * @param spans how many spans, at least 1
   */
  public static void histogram(Path file, Axes axes, double[] values, int spans) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double width = Math.max((high - low) / spans, 1e-9);
    double[] counts = new double[spans];
    for (double value : values) {
      counts[(int) Math.min(spans - 1, (value - low) / width)]++;
    }
    List<Double> centers = new ArrayList<>();
    List<Double> heights = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      centers.add(Math.round((low + (i + 0.5) * width) * 1000) / 1000.0);
      heights.add(counts[i]);
    }
    draw(
        file,
        () -> {
          CategoryChart chart =
              new CategoryChartBuilder()
                  .width(WIDTH)
                  .height(HEIGHT)
                  .title(axes.title())
                  .xAxisTitle(axes.x())
                  .yAxisTitle(axes.y())
                  .build();
          chart.getStyler().setXAxisLabelRotation(60);
          chart.getStyler().setLegendVisible(false);
          chart.addSeries("events", centers, heights);
          return chart;
        });
  }

  /** Makes a picture. */
  private interface Drawing {
    Chart<? extends Styler, ?> chart();
  }

  private static void draw(Path file, Drawing drawing) {
    try {
      Chart<? extends Styler, ?> chart = drawing.chart();
      chart.getStyler().setChartBackgroundColor(Color.WHITE);
      AtomicFiles.write(file, out -> Png.write(chart, out));
    } catch (LinkageError | InternalError e) {
      LOG.warn("Did not draw {}: this Java runtime cannot draw text", file, e);
    }
  }
}
