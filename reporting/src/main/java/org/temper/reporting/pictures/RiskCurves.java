package org.temper.reporting.pictures;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.temper.reporting.Charts.Point;
import org.temper.reporting.pictures.Picture.Anchor;
import org.temper.reporting.pictures.Picture.Stroke;
import org.temper.reporting.pictures.Picture.Words;

/** Risk–coverage curves: the share of wrong answers where only the most confident are given. */
public final class RiskCurves {
  private static final ImmutableList<Color> COLORS =
      ImmutableList.of(
          new Color(0x4a7fb5),
          new Color(0xd05a3c),
          new Color(0x4f9d69),
          new Color(0x8a63b3),
          new Color(0xc79a2e),
          new Color(0x3aa0a8),
          new Color(0xb54a86),
          new Color(0x7a6a53),
          new Color(0x6f7a85),
          new Color(0x1b1b1b),
          new Color(0x9ab8d9),
          new Color(0xe3a08f),
          new Color(0x9fcbb0),
          new Color(0xbfa6d8));
  private static final ImmutableList<Double> SCALES = ImmutableList.of(0.05, 0.1, 0.2, 0.5);

  private RiskCurves() {}

  /**
   * Draws curves.
   *
   * @param title above the picture
   * @param curves points of coverage and risk by name, each at least one; at most fourteen
   * @return the picture
   * @throws IllegalArgumentException if there are more
   */
  public static Picture of(String title, Map<String, List<Point>> curves) {
    checkArgument(
        curves.size() <= COLORS.size(),
        "curves: expected at most %s, got %s",
        COLORS.size(),
        curves.size());
    Picture picture = new Picture(680, 520);
    double risk =
        curves.values().stream().flatMap(List::stream).mapToDouble(Point::y).max().orElse(1);
    double most = SCALES.stream().filter(scale -> scale >= risk).findFirst().orElse(1.0);
    Panel panel = new Panel(picture, 90, 40, 560, 410, most);
    panel.title(title);
    panel.axes("coverage", "risk");
    int index = 0;
    for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
      Color color = COLORS.get(index);
      // Dashed above, so that curves which agree are both seen.
      panel.line(curve.getValue(), index == 0 ? Stroke.THICK : Stroke.DASHED, color);
      picture.add(new Words(curve.getKey(), 110, 62 + 18.0 * index++, Anchor.START, color));
    }
    return picture;
  }
}
