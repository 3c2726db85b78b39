package org.temper.reporting.pictures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.temper.reporting.pictures.Picture.Anchor;
import org.temper.reporting.pictures.Picture.Box;
import org.temper.reporting.pictures.Picture.Line;
import org.temper.reporting.pictures.Picture.Mark;
import org.temper.reporting.pictures.Picture.Stroke;
import org.temper.reporting.pictures.Picture.Words;

/** An image that the marks of a picture are drawn on. */
final class Canvas {
  static final int FONT_SIZE = 13;

  private final Graphics2D graphics;

  private Canvas(Graphics2D graphics) {
    this.graphics = graphics;
  }

  static BufferedImage drawn(int width, int height, List<Mark> marks) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    Canvas canvas = new Canvas(graphics);
    marks.forEach(canvas::draw);
    graphics.dispose();
    return image;
  }

  private void draw(Mark mark) {
    if (mark instanceof Box box) {
      graphics.setColor(box.color());
      graphics.fill(new Rectangle2D.Double(box.left(), box.top(), box.width(), box.height()));
    } else if (mark instanceof Line line) {
      draw(line);
    } else if (mark instanceof Words words) {
      draw(words);
    }
  }

  private void draw(Line line) {
    Path2D path = new Path2D.Double();
    path.moveTo(line.points().get(0), line.points().get(1));
    for (int i = 2; i < line.points().size(); i += 2) {
      path.lineTo(line.points().get(i), line.points().get(i + 1));
    }
    Stroke stroke = line.stroke();
    graphics.setColor(line.color());
    graphics.setStroke(
        stroke.dashed
            ? new BasicStroke(
                stroke.width,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_MITER,
                10,
                new float[] {6, 4},
                0)
            : new BasicStroke(stroke.width));
    graphics.draw(path);
  }

  private void draw(Words words) {
    AffineTransform usual = graphics.getTransform();
    graphics.setColor(words.color());
    graphics.translate(words.x(), words.y());
    if (words.anchor() == Anchor.UPWARDS) {
      graphics.rotate(-Math.PI / 2);
    }
    double before = words.anchor().before * graphics.getFontMetrics().stringWidth(words.text());
    graphics.drawString(words.text(), (float) -before, 0);
    graphics.setTransform(usual);
  }
}
