package org.temper.reporting;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A chart as PNG, written through memory: the usual way goes through a temporary file that cannot
 * be made while the process is ending, when a run that was stopped draws its curves.
 */
final class Png {
  private Png() {}

  static void write(Chart<?, ?> chart, OutputStream out) throws IOException {
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam lightly = writer.getDefaultWriteParam();
    // Most of a chart is white: a sixth more bytes in a quarter less time, and a run draws dozens.
    lightly.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    lightly.setCompressionQuality(0.9f);
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), lightly);
    } finally {
      writer.dispose();
    }
  }
}
