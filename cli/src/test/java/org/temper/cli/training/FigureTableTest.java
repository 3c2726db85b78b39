package org.temper.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.temper.algorithms.run.Summary;

class FigureTableTest {

  @Test
  void aFigureIsARowAndAStageAColumn() {
    Summary summary =
        new Summary()
            .put("sft", "exact_match", 0.5)
            .put("dpo", "exact_match", 0.75)
            .put("dpo", "pairs", 1310);
    assertThat(FigureTable.of(summary).lines())
        .containsExactly(
            "                    sft         dpo",
            "exact match      0.5000      0.7500",
            "pairs                          1310");
  }
}
