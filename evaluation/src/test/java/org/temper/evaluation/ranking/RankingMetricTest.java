package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RankingMetricTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void aRankWithoutTiesIsWorthItsFormula() {
    assertThat(RankingMetric.hr(10).expected(9, 0)).isEqualTo(1);
    assertThat(RankingMetric.hr(10).expected(10, 0)).isEqualTo(0);
    assertThat(RankingMetric.ndcg(10).expected(0, 0)).isEqualTo(1);
    // Rank 3: 1 / log2(4).
    assertThat(RankingMetric.ndcg(10).expected(2, 0)).isCloseTo(0.5, CLOSE);
    assertThat(RankingMetric.ndcg(2).expected(2, 0)).isEqualTo(0);
    // Rank 5: 1 / 5.
    assertThat(RankingMetric.mrr().expected(4, 0)).isCloseTo(0.2, CLOSE);
  }

  @Test
  void tiesAreWorthTheMeanOverTheirRanks() {
    // One above, three tied with the target: it is at rank 2, 3, 4 or 5.
    assertThat(RankingMetric.hr(3).expected(1, 3)).isCloseTo(2 / 4.0, CLOSE);
    // Ranks 2 and 3 count: (1 / log2(3) + 1 / log2(4)) / 4 = (0.63093 + 0.5) / 4.
    assertThat(RankingMetric.ndcg(3).expected(1, 3)).isCloseTo(0.282732438, within(1e-8));
    // (1/2 + 1/3 + 1/4 + 1/5) / 4 = (77 / 60) / 4.
    assertThat(RankingMetric.mrr().expected(1, 3)).isCloseTo(77 / 240.0, CLOSE);
  }

  @Test
  void aConstantScoreIsWorthAsMuchAsADrawAtRandom() {
    assertThat(RankingMetric.hr(10).expected(0, 999)).isCloseTo(0.01, CLOSE);
    assertThat(RankingMetric.ndcg(10).expected(0, 999)).isLessThan(0.005);
    // The 1000th harmonic number is 7.485470860550345.
    assertThat(RankingMetric.mrr().expected(0, 999)).isCloseTo(0.007485470860550345, CLOSE);
  }

  @Test
  void harmonicNumbersAreExactOnBothSidesOfTheSeries() {
    double sum = 0;
    for (int n = 1; n <= 200; n++) {
      sum += 1.0 / n;
      assertThat(Harmonic.number(n)).isCloseTo(sum, CLOSE);
    }
  }

  @Test
  void metricsAreNamedForTheFigures() {
    assertThat(RankingMetric.hr(5).figureName()).isEqualTo("hr@5");
    assertThat(RankingMetric.ndcg(10).figureName()).isEqualTo("ndcg@10");
    assertThat(RankingMetric.mrr().figureName()).isEqualTo("mrr");
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> RankingMetric.hr(0)).hasMessage("cutoff: expected at least 1, got 0");
    assertThatThrownBy(() -> new RankingMetric(RankingMetric.Kind.MRR, 10))
        .hasMessage("cutoff: expected none, for all ranks count, got 10");
    assertThatThrownBy(() -> RankingMetric.mrr().expected(-1, 0))
        .hasMessage("above: expected at least 0, got -1");
    assertThatThrownBy(() -> RankingMetric.mrr().expected(0, -1))
        .hasMessage("tied: expected at least 0, got -1");
  }
}
