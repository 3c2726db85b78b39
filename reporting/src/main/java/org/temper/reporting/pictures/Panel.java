package org.temper.reporting.pictures;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.temper.reporting.Charts.Point;
import org.temper.reporting.pictures.Picture.Anchor;
import org.temper.reporting.pictures.Picture.Box;
import org.temper.reporting.pictures.Picture.Line;
import org.temper.reporting.pictures.Picture.Stroke;
import org.temper.reporting.pictures.Picture.Words;

/**
 * A part of a picture with axes: from 0 to 1 across, from 0 to a greatest value upwards.
 *
 * @param picture what is drawn on
 * @param left where it begins, in pixels
 * @param top where it begins, in pixels
 * @param width in pixels
 * @param height in pixels
 * @param most the value at the top, above 0
 */
record Panel(Picture picture, double left, double top, double width, double height, double most) {
  static final Color INK = new Color(0x1b1b1b);

  private static final Color GRID = new Color(0xe2e2e2);
  private static final int TICKS = 5;

  double x(double value) {
    return left + width * value;
  }

  double y(double value) {
    return top + height * (1 - value / most);
  }

  /** A box from one value across to another, from one upwards to another. */
  void box(double fromX, double toX, double fromY, double toY, Color color) {
    double bottom = y(Math.min(fromY, toY));
    double above = y(Math.max(fromY, toY));
    picture.add(new Box(x(fromX), above, x(toX) - x(fromX), bottom - above, color));
  }

  void line(List<Point> points, Stroke stroke, Color color) {
    ImmutableList.Builder<Double> pixels = ImmutableList.builder();
    points.forEach(point -> pixels.add(x(point.x()), y(point.y())));
    picture.add(new Line(pixels.build(), stroke, color));
  }

  /** Words beside or above a value, by pixels upwards. */
  void words(String text, double x, double y, double upwards) {
    picture.add(new Words(text, x(x), y(y) - upwards, Anchor.MIDDLE, INK));
  }

  /** A grid with its numbers and what the axes are. */
  void axes(String across, String upwards) {
    for (int i = 0; i <= TICKS; i++) {
      double share = (double) i / TICKS;
      line(List.of(new Point(share, 0), new Point(share, most)), Stroke.THIN, GRID);
      line(List.of(new Point(0, share * most), new Point(1, share * most)), Stroke.THIN, GRID);
      words(String.format(Locale.ROOT, "%.1f", share), share, 0, -18);
      picture.add(new Words(number(share * most), left - 8, y(share * most) + 4, Anchor.END, INK));
    }
    picture.add(new Words(across, left + width / 2, top + height + 40, Anchor.MIDDLE, INK));
    picture.add(new Words(upwards, left - 58, top + height / 2, Anchor.UPWARDS, INK));
  }

  void title(String text) {
    picture.add(new Words(text, left + width / 2, top - 14, Anchor.MIDDLE, INK));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
  }
}
