package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.LogSplit;
import org.temper.interactions.Query;

class RankingEvaluationTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  /** Ann: a, b, then c (liked); bob: a, d, then b (not); items a, b, c, d, e. */
  private static final InteractionLog LOG =
      InteractionLog.builder("rating")
          .addItem("a")
          .addItem("b")
          .addItem("c")
          .addItem("d")
          .addItem("e")
          .add("ann", "a", 1, 3)
          .add("ann", "b", 2, 3)
          .add("ann", "c", 3, 5)
          .add("bob", "a", 1, 3)
          .add("bob", "d", 2, 3)
          .add("bob", "b", 3, 1)
          .build(0);

  private static final LogSplit SPLIT = LogSplit.leaveLastOut(LOG, HeldOut.last());
  private static final RankingConfig AT_TWO =
      RankingConfig.atTen().withCutoffs(2).withHigh(new HighTargets("rating", 4));

  private static RankingEvaluation evaluation(RankingConfig config) {
    return RankingEvaluation.of(SPLIT.test(), SPLIT.train(), config);
  }

  private static ItemScorer byUser(float[] ann, float[] bob) {
    return queries ->
        queries.stream().map(query -> query.user() == 0 ? ann : bob).toArray(float[][]::new);
  }

  @Test
  void aTargetWithoutFeedbackIsNeitherHighNorLow() {
    InteractionLog log =
        LOG.withPartialFeedback("rating", ImmutableDoubleArray.of(3, 3, 5, 3, 3, Double.NaN));
    LogSplit split = LogSplit.leaveLastOut(log, HeldOut.last());
    RankingResult result =
        RankingEvaluation.of(split.test(), split.train(), AT_TWO)
            .evaluate(byUser(new float[5], new float[5]));
    assertThat(result.levels()).containsExactly(TargetGroup.HIGH, TargetGroup.ALL);
    assertThat(result.figures())
        .containsEntry("all.targets", 2.0)
        .containsEntry("high.targets", 1.0)
        .doesNotContainKey("low.targets");
  }

  @Test
  void targetsAreRankedAmongAllItems() {
    // Ann's c is behind a alone; bob's b ties with c, behind a and d.
    ItemScorer scorer =
        byUser(new float[] {9, 1, 5, 2, 0}, new float[] {9, 4, 4, 8, Float.NEGATIVE_INFINITY});
    RankingResult result = evaluation(AT_TWO).evaluate(scorer);
    assertThat(result.users()).isEqualTo(ImmutableIntArray.of(0, 1));
    assertThat(result.above()).isEqualTo(ImmutableIntArray.of(1, 2));
    assertThat(result.tied()).isEqualTo(ImmutableIntArray.of(0, 1));
    var figures = result.figures();
    // Hits: 1 and 0.
    assertThat(figures.get("all.hr@2")).isCloseTo(0.5, CLOSE);
    assertThat(figures.get("high.hr@2")).isCloseTo(1, CLOSE);
    assertThat(figures.get("low.hr@2")).isCloseTo(0, CLOSE);
    assertThat(figures.get("gap.hr@2")).isCloseTo(1, CLOSE);
    // 1 / 2 and (1/3 + 1/4) / 2 = 7 / 24; the mean is 19 / 48.
    assertThat(figures.get("all.mrr")).isCloseTo(19 / 48.0, CLOSE);
    assertThat(figures.get("gap.mrr")).isCloseTo(1 / 2.0 - 7 / 24.0, CLOSE);
    // 1 / log2(3) and nothing.
    assertThat(figures.get("all.ndcg@2")).isCloseTo(Math.log(2) / Math.log(3) / 2, CLOSE);
    assertThat(figures.get("all.targets")).isEqualTo(2);
    assertThat(figures.get("high.targets")).isEqualTo(1);
    // Ann is recommended a and c, bob a and d: 3 of 5 items.
    assertThat(figures.get("all.coverage@2")).isCloseTo(0.6, CLOSE);
    // In training a has 2 events, the others none: (log 3 + 0 + log 3 + 0) / 4.
    assertThat(figures.get("all.popularity@2")).isCloseTo(Math.log(3) / 2, CLOSE);
    // The targets c and b have none.
    assertThat(figures.get("all.popularity-bias@2")).isCloseTo(Math.log(3) / 2, CLOSE);
  }

  @Test
  void itemsOfTheHistoryMayBeLeftOut() {
    // Without a and b, ann's c is first; without a and d, bob's b ties with c for the first place.
    ItemScorer scorer = byUser(new float[] {9, 8, 5, 2, 0}, new float[] {9, 4, 4, 8, 1});
    RankingResult result = evaluation(AT_TWO.withSeen(SeenItems.EXCLUDED)).evaluate(scorer);
    assertThat(result.above()).isEqualTo(ImmutableIntArray.of(0, 0));
    assertThat(result.tied()).isEqualTo(ImmutableIntArray.of(0, 1));
    // c, d and b, c: 3 of 5.
    assertThat(result.figures().get("all.coverage@2")).isCloseTo(0.6, CLOSE);
  }

  @Test
  void aTargetThatWasMetBeforeIsNotLeftOut() {
    InteractionLog repeat =
        InteractionLog.builder()
            .addItem("a")
            .addItem("b")
            .add("u", "a", 1)
            .add("u", "b", 2)
            .add("u", "a", 3)
            .build(0);
    LogSplit split = LogSplit.leaveLastOut(repeat, HeldOut.last());
    RankingResult result =
        RankingEvaluation.of(
                split.test(), split.train(), RankingConfig.atTen().withSeen(SeenItems.EXCLUDED))
            .evaluate(queries -> new float[][] {{0, 1}});
    assertThat(result.above()).isEqualTo(ImmutableIntArray.of(0));
  }

  @Test
  void aConstantScorerIsWorthAsMuchAsChance() {
    RankingResult result = evaluation(AT_TWO).evaluate(queries -> new float[queries.size()][5]);
    // Two of five.
    assertThat(result.figures().get("all.hr@2")).isCloseTo(0.4, CLOSE);
    // (1 + 1/2 + 1/3 + 1/4 + 1/5) / 5 = 137 / 300.
    assertThat(result.figures().get("all.mrr")).isCloseTo(137 / 300.0, CLOSE);
  }

  @Test
  void queriesComeInBatchesAndKnowNothingOfTheTarget() {
    List<Integer> sizes = new ArrayList<>();
    ItemScorer scorer =
        queries -> {
          sizes.add(queries.size());
          assertThat(queries).allMatch(query -> query.history().size() == 2 && query.time() == 3);
          return new float[queries.size()][5];
        };
    evaluation(AT_TWO.withBatchSize(1)).evaluate(scorer);
    evaluation(AT_TWO).evaluate(scorer);
    assertThat(sizes).containsExactly(1, 1, 2);
  }

  @Test
  void aLargeCatalogMakesSmallerBatches() {
    List<Integer> sizes = new ArrayList<>();
    List<Query> queries = Collections.nCopies(5, SPLIT.test().get(0).query());
    // 2^24 scores at once: two of 2^23 items.
    float[] zeros = new float[1 << 23];
    ScoreBatches.forEach(
        asked -> {
          sizes.add(asked.size());
          return asked.stream().map(query -> zeros).toArray(float[][]::new);
        },
        queries,
        1 << 23,
        100,
        (query, scores) -> {});
    assertThat(sizes).containsExactly(2, 2, 1);
  }

  @Test
  void withoutAThresholdThereIsOneGroup() {
    RankingResult result =
        evaluation(RankingConfig.atTen()).evaluate(queries -> new float[queries.size()][5]);
    assertThat(result.figures().keySet())
        .containsExactly(
            "all.hr@10",
            "all.ndcg@10",
            "all.mrr",
            "all.targets",
            "all.coverage@10",
            "all.popularity@10",
            "all.popularity-bias@10");
    assertThat(result.size(TargetGroup.HIGH)).isZero();
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> evaluation(AT_TWO).evaluate(queries -> new float[queries.size()][4]))
        .hasMessage("scorer: expected a score for each of 5 items, got 4 for query 0");
    assertThatThrownBy(() -> evaluation(AT_TWO).evaluate(queries -> new float[1][5]))
        .hasMessage("scorer: expected scores of 2 queries, got 1");
    assertThatThrownBy(
            () ->
                evaluation(AT_TWO)
                    .evaluate(byUser(new float[5], new float[] {0, 0, Float.NaN, 0, 0})))
        .hasMessage("scorer: expected a number for item 2 of query 1, got NaN");
    assertThatThrownBy(() -> RankingEvaluation.of(List.of(), LOG, AT_TWO))
        .hasMessage("targets: expected at least one, got none");
    InteractionLog smaller = LOG.between(1, 2).compacted();
    assertThatThrownBy(() -> RankingEvaluation.of(SPLIT.test(), smaller, AT_TWO))
        .hasMessage("targets[0].item: expected an id below 1, got 2");
    assertThatThrownBy(() -> evaluation(AT_TWO.withHigh(new HighTargets("price", 1))))
        .hasMessage("column: expected one of [rating], got price");
    assertThatThrownBy(() -> new HighTargets("rating", Double.NaN))
        .hasMessage("threshold: expected a finite number, got NaN");
    assertThatThrownBy(() -> AT_TWO.withCutoffs())
        .hasMessage("cutoffs: expected at least one, got none");
    assertThatThrownBy(() -> AT_TWO.withCutoffs(5, 0))
        .hasMessage("cutoffs: expected at least 1 each, got [5, 0]");
    assertThatThrownBy(() -> AT_TWO.withBatchSize(0))
        .hasMessage("batchSize: expected at least 1, got 0");
    RankingResult result = evaluation(RankingConfig.atTen()).evaluate(q -> new float[2][5]);
    assertThatThrownBy(() -> result.gap(RankingMetric.mrr()))
        .hasMessage("group: expected one with targets, got HIGH");
  }
}
