package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

  @Test
  void onlyTheOrderCounts() {
    List<Double> values = List.of(1.0, 2.0, 5.0, 100.0);
    assertThat(RankCorrelation.of(values, List.of(-3.0, 0.0, 0.1, 0.2))).isEqualTo(1);
    assertThat(RankCorrelation.of(values, List.of(4.0, 3.0, 2.0, 1.0))).isEqualTo(-1);
    // Ranks 0 1 2 3 and 1 0 3 2: 1 - 6 · (1 + 1 + 1 + 1) / (4 · 15).
    assertThat(RankCorrelation.of(values, List.of(2.0, 1.0, 4.0, 3.0)))
        .isCloseTo(0.6, within(1e-12));
  }

  @Test
  void tiesShareTheMeanOfTheirRanks() {
    // Ranks 0 1.5 1.5 3 and 0 1 2 3: 4.5 / √(4.5 · 5).
    assertThat(RankCorrelation.of(List.of(1.0, 2.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0, 4.0)))
        .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
  }

  @Test
  void whatDoesNotVaryHasNone() {
    assertThat(RankCorrelation.of(List.of(1.0, 1.0), List.of(1.0, 2.0))).isNaN();
    assertThat(RankCorrelation.of(List.of(1.0), List.of(2.0))).isNaN();
    assertThatThrownBy(() -> RankCorrelation.of(List.of(1.0), List.of()))
        .hasMessage("second: expected 1 values, one for each of first, got 0");
    assertThatThrownBy(() -> RankCorrelation.of(List.of(Double.NaN), List.of(1.0)))
        .hasMessage("first: expected numbers, got NaN");
  }
}
