package org.temper.cli.calibrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.data.html.HtmlPage;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationErrors;
import org.temper.evaluation.calibration.RiskCoverage;
import org.temper.evaluation.calibration.TieOrder;
import org.temper.evaluation.calibration.binning.Bin;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ShareInterval;
import org.temper.reporting.Charts.Point;
import org.temper.reporting.pictures.Picture;
import org.temper.reporting.pictures.ReliabilityDiagram;
import org.temper.reporting.pictures.ReliabilityDiagram.Bar;
import org.temper.reporting.pictures.RiskCurves;

/**
 * The files of a calibration: every figure in {@code summary.json}, reliability diagrams and
 * risk–coverage curves as PNG and SVG, and one page with the pictures and the table, {@code
 * report.html}, which needs no other file.
 *
 * @param title what was measured
 * @param data the points by what they are, as {@link CalibrationFigures} has them
 */
public record CalibrationReport(String title, ImmutableMap<String, CalibrationData> data) {
  private static final int BINS = 10;

  /** About how many points of a curve are drawn. */
  private static final int CURVE = 500;

  /**
   * Writes all files.
   *
   * @param directory where to; made where it is not there yet
   * @param summary every figure
   * @param table the same for people
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory, ObjectNode summary, String table) throws IOException {
    Files.createDirectories(directory);
    text(directory.resolve("summary.json"), summary.toPrettyString() + "\n");
    draw(directory, table);
  }

  /**
   * Writes all files but {@code summary.json}.
   *
   * @param directory where to
   * @param table what the page shows below the pictures
   * @throws IOException if a file cannot be written
   */
  public void draw(Path directory, String table) throws IOException {
    ImmutableMap<String, Picture> pictures = pictures();
    pictures.forEach((name, picture) -> picture.write(directory, name));
    HtmlPage page = new HtmlPage(title, "svg { max-width: 100%; height: auto }\n");
    pictures.values().forEach(picture -> page.tags(picture.svg()));
    page.tags("<pre>").text(table).tags("</pre>\n");
    text(directory.resolve("report.html"), page.finish());
  }

  private ImmutableMap<String, Picture> pictures() {
    ImmutableMap.Builder<String, Picture> pictures = ImmutableMap.builder();
    data.forEach(
        (of, points) ->
            pictures.put(
                of.isEmpty() ? "reliability" : "reliability-" + of,
                ReliabilityDiagram.of(
                    (of.isEmpty() ? "Reliability" : "Reliability " + of)
                        + ", accuracy with 95 % intervals",
                    bars(points))));
    Map<String, List<Point>> curves =
        data.entrySet().stream()
            .collect(
                ImmutableMap.toImmutableMap(Map.Entry::getKey, entry -> curve(entry.getValue())));
    pictures.put("risk-coverage", RiskCurves.of("Risk of the answers given", curves));
    return pictures.buildOrThrow();
  }

  private static List<Bar> bars(CalibrationData points) {
    return CalibrationErrors.tally(points, BinConvention.GUO.bins(BINS)).bins().stream()
        .filter(bin -> bin.count() > 0)
        .map(CalibrationReport::bar)
        .toList();
  }

  private static Bar bar(Bin bin) {
    ShareInterval interval = ShareInterval.of(bin.accuracy(), bin.count());
    return new Bar(
        bin.lower(),
        bin.upper(),
        bin.count(),
        bin.confidence(),
        bin.accuracy(),
        interval.lower(),
        interval.upper());
  }

  private static List<Point> curve(CalibrationData points) {
    RiskCoverage risk = RiskCoverage.of(points, TieOrder.EXPECTED);
    List<Point> curve = new ArrayList<>();
    int step = Math.max(1, risk.size() / CURVE);
    for (int answered = 1; answered < risk.size(); answered += step) {
      curve.add(new Point(risk.coverage(answered), risk.risk(answered)));
    }
    curve.add(new Point(1, risk.risk(risk.size())));
    return curve;
  }

  private static void text(Path file, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}
