package org.temper.cli.recommenders.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Grid GRID = Grid.of(0.5, 1.0, 2.0);

  @Test
  void theGridGoesOnByItsOwnStepsWhileTheBestIsOnAnEdge() {
    assertThat(GRID.beyond(1, GRID.values())).isEmpty();
    assertThat(GRID.beyond(2, GRID.values())).contains(4.0);
    assertThat(GRID.beyond(0.5, GRID.values())).contains(0.25);
    List<Double> wider = List.of(0.5, 1.0, 2.0, 4.0);
    assertThat(GRID.beyond(2, wider)).isEmpty();
    assertThat(GRID.beyond(4, wider)).contains(8.0);
    assertThat(Grid.of(0.1, 1.0, 10.0).beyond(10, List.of(0.1, 1.0, 10.0))).contains(100.0);
  }

  @Test
  void oneValueIsNeverLeft() {
    assertThat(Grid.fixed(0.5).beyond(0.5, List.of(0.5))).isEmpty();
  }

  @Test
  void neverAboveTheMost() {
    Grid rates = Grid.upTo(0.25, 0.5, 1.0);
    assertThat(rates.beyond(1, rates.values())).isEmpty();
    assertThat(rates.beyond(0.25, rates.values())).contains(0.125);
  }
}
