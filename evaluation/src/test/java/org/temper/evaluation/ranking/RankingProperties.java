package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.temper.api.items.ItemPrior;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.Query;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.popularity.PopularityPrior;
import org.temper.interactions.popularity.RecentPopularity;

class RankingProperties {

  /** Few different scores, so that many tie. */
  @Provide
  Arbitrary<float[]> scores() {
    return Arbitraries.floats()
        .between(0, 5)
        .map(s -> (float) Math.floor(s))
        .array(float[].class)
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void theBestItemsAreThoseThatASortPutsFirst(
      @ForAll("scores") float[] scores,
      @ForAll @IntRange(min = 1, max = 45) int count,
      @ForAll long seed) {
    int[] top = TopItems.of(scores, count, item -> item % 5 == 3, seed, 0);
    List<Float> sorted =
        IntStream.range(0, scores.length)
            .filter(item -> item % 5 != 3)
            .mapToObj(item -> scores[item])
            .sorted(Comparator.reverseOrder())
            .limit(count)
            .toList();
    assertThat(Arrays.stream(top).mapToObj(item -> scores[item]).toList()).isEqualTo(sorted);
    assertThat(top).doesNotHaveDuplicates();
    assertThat(Arrays.stream(top)).noneMatch(item -> item % 5 == 3);
  }

  @Property(tries = 300)
  void theWorthOfTiesIsTheMeanOverTheirRanks(
      @ForAll @IntRange(max = 300) int above,
      @ForAll @IntRange(max = 300) int tied,
      @ForAll @IntRange(min = 1, max = 50) int cutoff) {
    for (RankingMetric metric :
        List.of(RankingMetric.hr(cutoff), RankingMetric.ndcg(cutoff), RankingMetric.mrr())) {
      double mean =
          IntStream.rangeClosed(above, above + tied)
              .mapToDouble(rank -> metric.expected(rank, 0))
              .average()
              .orElseThrow();
      assertThat(metric.expected(above, tied)).isCloseTo(mean, within(1e-12)).isBetween(0.0, 1.0);
    }
  }

  @Property(tries = 200)
  void recentPopularityIsTheCountInTheWindow(
      @ForAll List<@IntRange(max = 400) Integer> codes,
      @ForAll List<@IntRange(max = 110) Integer> times,
      @ForAll @IntRange(min = 1, max = 60) int window) {
    InteractionLogBuilder builder = InteractionLog.builder().addItem("0").addItem("1").addItem("2");
    codes.forEach(code -> builder.add("u" + code % 7, "" + code % 3, code / 4));
    InteractionLog log = builder.build(0);
    Events nothing = InteractionLog.builder().build(0).events();
    List<Query> queries = times.stream().map(time -> new Query(0, nothing, time)).toList();
    RecentPopularity popularity = RecentPopularity.of(log, window);
    float[][] scores = popularity.scores(queries);
    for (int i = 0; i < times.size(); i++) {
      long time = times.get(i);
      ImmutableIntArray counts = log.between(time - window, time).itemCounts();
      float[] prior = popularity.logCounts(time);
      for (int item = 0; item < 3; item++) {
        assertThat(scores[i][item]).isEqualTo(counts.get(item));
        assertThat(prior[item]).isEqualTo((float) Math.log1p(counts.get(item)));
      }
    }
  }

  @Property(tries = 200)
  void aPriorOfPopularityIsTheTableOfAllItsSteps(
      @ForAll @Size(min = 1) List<@IntRange(max = 400) Integer> codes,
      @ForAll @IntRange(min = 1, max = 60) int window,
      @ForAll @IntRange(min = 1, max = 20) int step) {
    InteractionLogBuilder builder = InteractionLog.builder().addItem("0").addItem("1").addItem("2");
    codes.forEach(code -> builder.add("u" + code % 7, "" + code % 3, 30 + code / 4));
    InteractionLog log = builder.build(0);
    ItemPrior dense = denseTable(log, window, step);
    ItemPrior prior = PopularityPrior.of(log, window, step);
    for (long time = -3; time < 300; time++) {
      assertThat(prior.logits(time)).isEqualTo(dense.logits(time));
    }
  }

  /** Every step over the span of a log, each counted by itself. */
  private static ItemPrior denseTable(InteractionLog log, int window, int step) {
    long first = log.events().times().stream().min().orElseThrow() / step;
    long last = log.events().times().stream().max().orElseThrow() / step + 1;
    long[] starts = LongStream.rangeClosed(first, last).map(i -> i * step).toArray();
    float[][] logits = new float[starts.length][];
    for (int row = 0; row < starts.length; row++) {
      int[] counts = log.between(starts[row] - window, starts[row]).itemCounts().toArray();
      logits[row] = new float[counts.length];
      for (int item = 0; item < counts.length; item++) {
        logits[row][item] = (float) Math.log1p(counts[item]);
      }
    }
    return ItemPrior.table(starts, logits);
  }

  @Example
  void chanceDecidesBetweenEqualScores() {
    Set<Integer> firsts = new HashSet<>();
    for (int query = 0; query < 400; query++) {
      firsts.add(TopItems.of(new float[20], 1, item -> false, 3, query)[0]);
    }
    assertThat(firsts).hasSize(20);
    assertThat(TopItems.of(new float[20], 9, item -> false, 3, 5))
        .isEqualTo(TopItems.of(new float[20], 9, item -> false, 3, 5));
  }

  @Example
  void popularityIsTheCountOfEvents() {
    InteractionLog log =
        InteractionLog.builder().add("u", "a", 1).add("v", "a", 2).add("u", "b", 3).build(0);
    Query query = new Query(0, log.history(0), 9);
    assertThat(Popularity.of(log).scores(List.of(query, query)))
        .isEqualTo(new float[][] {{2, 1}, {2, 1}});
  }
}
