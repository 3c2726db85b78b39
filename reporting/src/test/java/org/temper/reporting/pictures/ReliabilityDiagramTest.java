package org.temper.reporting.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.reporting.Charts.Point;
import org.temper.reporting.pictures.ReliabilityDiagram.Bar;
import org.w3c.dom.Document;

class ReliabilityDiagramTest {
  private static final List<Bar> BARS =
      List.of(
          new Bar(0.2, 0.4, 1000, 0.3, 0.25, 0.2, 0.3),
          new Bar(0.8, 1, 3000, 0.9, 0.5, 0.48, 0.52));

  @TempDir private Path directory;

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void barsCountsAndIntervalsAreWhereTheyBelong() throws Exception {
    String svg = ReliabilityDiagram.of("a < b & c", BARS).svg();
    Document document = parsed(svg);
    // White, then accuracy and gap of each bin, then a share of each.
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 4 + 2);
    // Accuracy 0.25 from 0.2 to 0.4 on 560 by 480 pixels from 90, 40; its gap is up to 0.3.
    assertThat(svg)
        .contains("<rect x=\"202.00\" y=\"400.00\" width=\"112.00\" height=\"120.00\"")
        .contains("<rect x=\"202.00\" y=\"376.00\" width=\"112.00\" height=\"24.00\"")
        .contains("points=\"258.00,424.00 258.00,376.00\"")
        .contains(">1,000</text>", ">3,000</text>", ">a &lt; b &amp; c</text>");
  }

  @Test
  void thePngShowsTheSame() throws IOException {
    ReliabilityDiagram.of("title", BARS).write(directory, "diagram");
    BufferedImage image = ImageIO.read(directory.resolve("diagram.png").toFile());
    assertThat(image.getWidth()).isEqualTo(680);
    assertThat(image.getHeight()).isEqualTo(760);
    assertThat(image.getRGB(1, 1) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(220, 450) & 0xffffff).isEqualTo(0x4a7fb5);
    // Between accuracy and confidence, half as red as the gap's color.
    assertThat(image.getRGB(220, 385) & 0xff).isLessThan(200);
    assertThat(directory.resolve("diagram.svg")).isNotEmptyFile();
  }

  @Test
  void curvesAreScaledToTheirRisk() throws Exception {
    String svg =
        RiskCurves.of("risk", Map.of("before", List.of(new Point(0.5, 0.1), new Point(1, 0.2))))
            .svg();
    assertThat(parsed(svg).getElementsByTagName("polyline").getLength()).isEqualTo(12 + 1);
    assertThat(svg)
        .contains("points=\"370.00,245.00 650.00,40.00\"", ">before</text>", ">0.20</text>");
  }
}
