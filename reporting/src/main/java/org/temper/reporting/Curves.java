package org.temper.reporting;

import static org.temper.algorithms.metrics.MetricLine.Kind.EVALUATION;
import static org.temper.algorithms.metrics.MetricLine.Kind.TRAINING;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.RunUnit;

/**
 * A metric sink that draws a PNG for each metric when the run ends, {@code loss.png} and so on: its
 * values over the updates, in training and on held-out data where both have the name. Needs no
 * display; where the Java runtime has no fonts to draw with, it logs a warning and leaves the
 * pictures out.
 */
public final class Curves implements MetricSink {
  private static final Logger LOG = LoggerFactory.getLogger(Curves.class);
  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;

  private final Path directory;
  private final List<MetricLine> lines = new ArrayList<>();
  private Map<String, String> units = Map.of();
  private RunUnit counted = RunUnit.UPDATE;

  /**
   * Curves in a directory.
   *
   * @param directory where the pictures go; made where it is not there yet
   */
  public Curves(Path directory) {
    this.directory = directory;
  }

  @Override
  public void start(Start start) {
    lines.addAll(start.earlier());
    units = start.units();
    counted = start.unit();
  }

  @Override
  public void record(MetricLine line) {
    lines.add(line);
  }

  @Override
  public void close() {
    Set<String> names = new LinkedHashSet<>();
    lines.forEach(line -> names.addAll(line.values().keySet()));
    try {
      Files.createDirectories(directory);
      for (String name : names) {
        draw(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LinkageError | InternalError e) {
      LOG.warn("Drew no curves into {}: this Java runtime cannot draw text", directory, e);
    }
  }

  private void draw(String name) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(name))
            .xAxisTitle(counted.plural())
            .yAxisTitle(label(name))
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setMarkerSize(5);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisTickMarkSpacingHint(120);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    boolean drawn = add(chart, "training", TRAINING, name);
    drawn |= add(chart, "held out", EVALUATION, name);
    if (drawn) {
      AtomicFiles.write(directory.resolve(name + ".png"), out -> Png.write(chart, out));
    }
  }

  private boolean add(XYChart chart, String series, MetricLine.Kind kind, String name) {
    List<Double> updates = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (MetricLine line : lines) {
      double value = line.values().getOrDefault(name, Double.NaN);
      if (line.kind() == kind && Double.isFinite(value)) {
        updates.add((double) line.update());
        values.add(value);
      }
    }
    if (values.isEmpty()) {
      return false;
    }
    XYSeries added = chart.addSeries(series, updates, values);
    added.setMarker(kind == TRAINING ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    return true;
  }

  private String label(String name) {
    String unit = units.get(name);
    return unit == null ? title(name) : title(name) + " (" + unit + ")";
  }

  private static String title(String name) {
    return name.replace('_', ' ');
  }
}
