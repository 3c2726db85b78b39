package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;
import org.temper.api.items.ItemPolicy;
import org.temper.api.items.ItemPrior;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.popularity.PopularityPrior;

class PolicyScorerTest {
  private static final int ITEMS = 6;
  private final List<SequenceBatch> seen = new ArrayList<>();

  /** Puts a score of 1 on the last item of the history and 0 elsewhere, and keeps what it saw. */
  private ItemPolicy repeating() {
    return (ItemPolicy)
        Proxy.newProxyInstance(
            ItemPolicy.class.getClassLoader(),
            new Class<?>[] {ItemPolicy.class},
            (proxy, method, args) -> {
              SequenceBatch batch = (SequenceBatch) args[0];
              seen.add(batch);
              float[][] scores = new float[batch.rows()][ITEMS];
              for (int row = 0; row < batch.rows(); row++) {
                scores[row][(int) batch.token(row, batch.length(row) - 1)] = 1;
              }
              return scores;
            });
  }

  private static InteractionLog log() {
    InteractionLogBuilder builder = InteractionLog.builder("rating");
    for (int item = 0; item < ITEMS; item++) {
      builder.addItem("i" + item);
    }
    for (int i = 0; i < ITEMS; i++) {
      builder.add("a", "i" + i, 10L * i, 1);
      builder.add("b", "i" + (ITEMS - 1 - i), 10L * i, 2);
    }
    return builder.build(1);
  }

  @Test
  void scoresComeBackInTheOrderOfTheQueries() {
    InteractionLog log = log();
    List<Query> queries =
        List.of(log.target(5).query(), log.target(1).query(), log.target(9).query());
    float[][] scores = PolicyScorer.of(repeating(), 3).withBatchSize(2).scores(queries);
    for (int i = 0; i < queries.size(); i++) {
      int last = queries.get(i).history().items().get(queries.get(i).history().size() - 1);
      assertThat(scores[i][last]).isEqualTo(1);
    }
    // The shortest first, two at a time, cut to three events.
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).length(0)).isEqualTo(1);
    assertThat(seen.get(1).columns()).isEqualTo(3);
    SideInput.Longs next =
        (SideInput.Longs) seen.get(1).sideInputs().get(ItemInputs.NEXT_TIMESTAMPS);
    assertThat(next.values()).containsExactly(30, 40, 50);
  }

  @Test
  void anEmptyHistoryNeedsAFallback() {
    Query empty = log().target(0).query();
    PolicyScorer scorer = PolicyScorer.of(repeating(), 3);
    assertThatThrownBy(() -> scorer.scores(List.of(empty)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queries[0].history: expected at least one event");
    ItemScorer fallback = queries -> new float[][] {{7, 0, 0, 0, 0, 0}};
    Query other = log().target(1).query();
    float[][] scores = scorer.withFallback(fallback).scores(List.of(other, empty));
    assertThat(scores[1][0]).isEqualTo(7);
    assertThat(scores[0][other.history().items().get(0)]).isEqualTo(1);
  }

  @Test
  void aTiltAddsTheItemsBias() {
    ItemScorer flat = queries -> new float[][] {{0, 1, 2}};
    float[][] scores = ItemTilt.of(flat, ImmutableDoubleArray.of(1, 0, -1), 2).scores(List.of());
    assertThat(scores[0]).containsExactly(2, 1, 0);
    assertThatThrownBy(() -> ItemTilt.of(flat, ImmutableDoubleArray.of(1), 2).scores(List.of()))
        .hasMessageContaining("expected a score for each of 1 items, got 3");
  }

  @Test
  void aShiftIsOfNormalizedPoliciesAndItsDivergenceIsExact() {
    Target target = log().target(1);
    // softmax(log 3, 0) = (3/4, 1/4) against (1/2, 1/2); the constants of the logits cancel.
    ItemScorer policy = queries -> new float[][] {{5 + (float) Math.log(3), 5}};
    ItemScorer other = queries -> new float[][] {{-2, -2}};
    PolicyShift shift = PolicyShift.of(policy, other, List.of(target), 2, 4);
    int item = target.item();
    assertThat(shift.logProbs().mean())
        .isCloseTo(Math.log((item == 0 ? 0.75 : 0.25) / 0.5), within(1e-6));
    assertThat(shift.divergence().mean())
        .isCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(1e-6));
    assertThat(PolicyShift.of(policy, policy, List.of(target), 2, 4).divergence().mean()).isZero();
  }

  @Test
  void aPriorCountsWhatWasBeforeEachStepAlone() {
    InteractionLog log = log();
    ItemPrior prior = PopularityPrior.of(log, 20, 20);
    assertThat(prior.logits(-1)).containsOnly(0);
    assertThat(prior.logits(19)).containsOnly(0);
    // From 0 to below 20, at times 0 and 10: items 0 and 1 of a, 5 and 4 of b.
    float once = (float) Math.log(2);
    assertThat(prior.logits(20)).containsExactly(once, once, 0, 0, once, once);
    assertThat(prior.logits(39)).containsExactly(once, once, 0, 0, once, once);
    assertThat(prior.logits(59)).isEqualTo(prior.logits(40)).isNotEqualTo(prior.logits(60));
    assertThatThrownBy(() -> PopularityPrior.of(log, 20, 0)).hasMessageContaining("step");
  }

  @Test
  void aPriorCoversAnySpanOfTime() {
    long later = 1L << 40;
    InteractionLog log = InteractionLog.builder().add("a", "x", 0).add("a", "y", later).build(1);
    ItemPrior prior = PopularityPrior.of(log, 5, 1);
    float once = (float) Math.log(2);
    assertThat(prior.logits(0)).containsExactly(0, 0);
    assertThat(prior.logits(5)).containsExactly(once, 0);
    assertThat(prior.logits(6)).containsExactly(0, 0);
    assertThat(prior.logits(later)).containsExactly(0, 0);
    // The step after the last event holds ever after.
    assertThat(prior.logits(Long.MAX_VALUE)).containsExactly(0, once);
  }

  @Test
  void aJudgeIsAskedOfTheFirstItemsAlone() {
    Target target = log().target(1);
    ItemScorer scorer = queries -> new float[][] {{0, 1, 9, 8, 7, 2}};
    ItemScorer judge = queries -> new float[][] {{50, 60, 1, 2, 4, 70}};
    JudgedItems judged = JudgedItems.of(judge, List.of(target), ITEMS, RankingConfig.atTen());
    assertThat(judged.first(scorer, 2).mean()).isCloseTo(1.5, within(1e-9));
    // The history, item 0, is left out where seen items are.
    assertThat(target.history().items().asList()).containsExactly(0);
    ItemScorer seen = queries -> new float[][] {{9, 1, 0, 0, 0, 0}};
    assertThat(
            JudgedItems.of(
                    judge,
                    List.of(target),
                    ITEMS,
                    RankingConfig.atTen().withSeen(SeenItems.EXCLUDED))
                .first(seen, 1)
                .mean())
        .isEqualTo(60);
  }
}
