package org.temper.reporting.pictures;

import static com.google.common.html.HtmlEscapers.htmlEscaper;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.checkpoints.AtomicFiles;

/**
 * A picture of boxes, lines and words on white, the same as SVG and as PNG. What is added later
 * lies above. Where the Java runtime has no fonts to draw with, there is SVG alone.
 */
public final class Picture {
  private static final Logger LOG = LoggerFactory.getLogger(Picture.class);

  private final int width;
  private final int height;
  private final List<Mark> marks = new ArrayList<>();

  /**
   * An empty picture.
   *
   * @param width in pixels
   * @param height in pixels
   */
  Picture(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** What a picture is made of; positions in pixels from the left and the top. */
  sealed interface Mark permits Box, Line, Words {}

  /** A filled rectangle; the color may be translucent. */
  record Box(double left, double top, double width, double height, Color color) implements Mark {}

  /** Points joined by a line, at least one, as x and y in turn. */
  record Line(ImmutableList<Double> points, Stroke stroke, Color color) implements Mark {}

  /** A text whose baseline is at y. */
  record Words(String text, double x, double y, Anchor anchor, Color color) implements Mark {}

  /** How a line looks. */
  enum Stroke {
    THIN(1, false),
    THICK(2, false),
    DASHED(2, true);

    final float width;
    final boolean dashed;

    Stroke(float width, boolean dashed) {
      this.width = width;
      this.dashed = dashed;
    }
  }

  /** Where x is in a text. */
  enum Anchor {
    START(0),
    MIDDLE(0.5),
    END(1),
    /** In its middle, the text running upwards. */
    UPWARDS(0.5);

    final double before;

    Anchor(double before) {
      this.before = before;
    }
  }

  void add(Mark mark) {
    marks.add(mark);
  }

  /**
   * The picture as SVG.
   *
   * @return one element {@code svg}, which may stand in a file or in HTML
   */
  public String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"%d\">\n",
            width,
            height,
            width,
            height,
            Canvas.FONT_SIZE));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    marks.forEach(mark -> svg.append(element(mark)).append('\n'));
    return svg.append("</svg>\n").toString();
  }

  private static String element(Mark mark) {
    if (mark instanceof Box box) {
      return String.format(
          Locale.ROOT,
          "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\""
              + " fill-opacity=\"%.2f\"/>",
          box.left(),
          box.top(),
          box.width(),
          box.height(),
          hex(box.color()),
          box.color().getAlpha() / 255.0);
    }
    if (mark instanceof Line line) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < line.points().size(); i += 2) {
        points.append(
            String.format(
                Locale.ROOT, "%.2f,%.2f ", line.points().get(i), line.points().get(i + 1)));
      }
      return String.format(
          Locale.ROOT,
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.0f\"%s/>",
          points.toString().strip(),
          hex(line.color()),
          line.stroke().width,
          line.stroke().dashed ? " stroke-dasharray=\"6 4\"" : "");
    }
    Words words = (Words) mark;
    String position = String.format(Locale.ROOT, "x=\"%.2f\" y=\"%.2f\"", words.x(), words.y());
    String turned =
        words.anchor() == Anchor.UPWARDS
            ? String.format(
                Locale.ROOT, " transform=\"rotate(-90 %.2f %.2f)\"", words.x(), words.y())
            : "";
    String anchor =
        words.anchor() == Anchor.UPWARDS
            ? "middle"
            : words.anchor().name().toLowerCase(Locale.ROOT);
    return "<text "
        + position
        + " text-anchor=\""
        + anchor
        + "\" fill=\""
        + hex(words.color())
        + "\""
        + turned
        + ">"
        + htmlEscaper().escape(words.text())
        + "</text>";
  }

  private static String hex(Color color) {
    return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
  }

  /**
   * Writes {@code NAME.svg} and {@code NAME.png}; the latter not, with a warning, where the Java
   * runtime has no fonts.
   *
   * @param directory where to, there already
   * @param name without an ending
   */
  public void write(Path directory, String name) {
    byte[] svg = svg().getBytes(UTF_8);
    AtomicFiles.write(directory.resolve(name + ".svg"), out -> out.write(svg));
    Path png = directory.resolve(name + ".png");
    try {
      BufferedImage image = Canvas.drawn(width, height, marks);
      AtomicFiles.write(
          png,
          out -> {
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
              ImageIO.write(image, "png", stream);
            }
          });
    } catch (LinkageError | InternalError e) {
      LOG.warn("Did not draw {}: this Java runtime cannot draw text", png, e);
    }
  }
}
