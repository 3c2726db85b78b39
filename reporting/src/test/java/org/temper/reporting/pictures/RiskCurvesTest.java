package org.temper.reporting.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.reporting.Charts.Point;

class RiskCurvesTest {

  @Test
  void eachCurveHasItsNameAndItsColor() {
    String svg = RiskCurves.of("Risk", curves(14)).svg();
    for (int i = 0; i < 14; i++) {
      assertThat(svg).contains(">curve " + i + "<");
    }
    assertThat(
            svg.lines()
                .filter(line -> line.contains("curve "))
                .map(line -> line.replaceAll(".*fill=\"([^\"]*)\".*", "$1"))
                .distinct())
        .hasSize(14);
  }

  @Test
  void moreThanCanBeToldApartAreRefused() {
    assertThatThrownBy(() -> RiskCurves.of("Risk", curves(15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("curves: expected at most 14, got 15");
  }

  private static ImmutableMap<String, List<Point>> curves(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(
            ImmutableMap.toImmutableMap(
                i -> "curve " + i, i -> List.of(new Point(0.5, 0.1), new Point(1, 0.2))));
  }
}
