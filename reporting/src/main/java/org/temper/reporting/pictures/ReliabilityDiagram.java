package org.temper.reporting.pictures;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.temper.reporting.Charts.Point;
import org.temper.reporting.pictures.Picture.Stroke;

/**
 * A reliability diagram: the accuracy of each bin of confidences with its interval, its gap to the
 * mean confidence, and how many points are in it, above their share of all.
 */
public final class ReliabilityDiagram {
  private static final Color ACCURACY = new Color(0x4a7fb5);
  private static final Color GAP = new Color(0xd0, 0x5a, 0x3c, 0x80);
  private static final Color COUNT = new Color(0x9aa7b4);
  private static final int WIDTH = 680;
  private static final int HEIGHT = 760;
  private static final int LEFT = 90;
  private static final int ACROSS = 560;

  private ReliabilityDiagram() {}

  /**
   * A bin that holds points.
   *
   * @param lower its lower edge, in [0, 1]
   * @param upper its upper edge, in [0, 1]
   * @param count how many points are in it, at least 1
   * @param confidence their mean confidence
   * @param accuracy the share of them that is correct
   * @param low the lower end of the accuracy's interval
   * @param high the upper end of it
   */
  public record Bar(
      double lower,
      double upper,
      long count,
      double confidence,
      double accuracy,
      double low,
      double high) {}

  /**
   * Draws bins.
   *
   * @param title above the picture
   * @param bars the bins, at least one
   * @return the picture
   */
  public static Picture of(String title, List<Bar> bars) {
    Picture picture = new Picture(WIDTH, HEIGHT);
    Panel accuracies = new Panel(picture, LEFT, 40, ACROSS, 480, 1);
    accuracies.title(title);
    accuracies.axes("confidence", "accuracy");
    bars.forEach(bar -> bar(accuracies, bar));
    accuracies.line(ImmutableList.of(new Point(0, 0), new Point(1, 1)), Stroke.DASHED, Panel.INK);
    bars.forEach(bar -> interval(accuracies, bar));
    counts(picture, bars);
    return picture;
  }

  private static void bar(Panel panel, Bar bar) {
    panel.box(bar.lower(), bar.upper(), 0, bar.accuracy(), ACCURACY);
    panel.box(bar.lower(), bar.upper(), bar.accuracy(), bar.confidence(), GAP);
  }

  private static void interval(Panel panel, Bar bar) {
    double middle = (bar.lower() + bar.upper()) / 2;
    double half = (bar.upper() - bar.lower()) / 8;
    panel.line(
        List.of(new Point(middle, bar.low()), new Point(middle, bar.high())),
        Stroke.THICK,
        Panel.INK);
    for (double end : new double[] {bar.low(), bar.high()}) {
      panel.line(
          List.of(new Point(middle - half, end), new Point(middle + half, end)),
          Stroke.THICK,
          Panel.INK);
    }
  }

  private static void counts(Picture picture, List<Bar> bars) {
    long all = bars.stream().mapToLong(Bar::count).sum();
    double most = bars.stream().mapToDouble(Bar::count).max().orElseThrow() / all;
    Panel panel = new Panel(picture, LEFT, 600, ACROSS, 100, most);
    panel.axes("confidence", "share");
    for (Bar bar : bars) {
      panel.box(bar.lower(), bar.upper(), 0, (double) bar.count() / all, COUNT);
      panel.words(
          String.format(Locale.ROOT, "%,d", bar.count()),
          (bar.lower() + bar.upper()) / 2,
          (double) bar.count() / all,
          3);
    }
  }
}
