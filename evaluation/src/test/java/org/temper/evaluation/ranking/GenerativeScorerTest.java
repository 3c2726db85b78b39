package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.semantic.SemanticIds;
import org.temper.interactions.Events;
import org.temper.interactions.Query;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.samplers.constraints.ConstrainedBeamSearch.Scoring;
import org.temper.testkit.tables.TablePolicy;

class GenerativeScorerTest {
  private static final int ITEMS = 6;
  private static final ItemTokens WRITING =
      new ItemTokens(
          SemanticIds.of(
              ImmutableIntArray.of(3, 2),
              IntStream.range(0, ITEMS)
                  .mapToObj(item -> ImmutableIntArray.of(item / 2, item % 2))
                  .toList()));
  @AutoClose private final TablePolicy policy = TablePolicy.random(WRITING.vocabularySize(), 5);

  private static Query query(int... items) {
    return new Query(
        0,
        new Events(
            ImmutableIntArray.copyOf(items),
            ImmutableLongArray.copyOf(new long[items.length]),
            ImmutableMap.of()),
        0);
  }

  private GenerativeScorer scorer(int width, SeenItems seen) {
    return GenerativeScorer.of(policy, WRITING, width, 10, seen);
  }

  /** Items by the probability of their tokens after a history, the most probable first. */
  private List<Integer> byProbability(Query query) {
    long[] prompt = WRITING.prompt(query.history().items());
    double[] logProbs = new double[ITEMS];
    for (int item = 0; item < ITEMS; item++) {
      long[] tokens = WRITING.prompt(ImmutableIntArray.of(item));
      try (TokenScores scores =
          policy.evaluate(
              SequenceBatch.of(
                  List.of(
                      TokenSequence.of(prompt, Arrays.copyOfRange(tokens, 1, tokens.length)))))) {
        logProbs[item] = scores.tokenLogProbs().sum().getFloat();
      }
    }
    return IntStream.range(0, ITEMS)
        .boxed()
        .sorted(Comparator.comparingDouble(item -> -logProbs[item]))
        .toList();
  }

  private static List<Integer> ranked(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .filter(item -> Float.isFinite(scores[item]))
        .sorted(Comparator.comparingDouble(item -> -scores[item]))
        .toList();
  }

  @Test
  void aWideSearchRanksAllItemsByTheirProbability() {
    List<Query> queries = List.of(query(0, 3), query(5));
    float[][] scores = scorer(20, SeenItems.INCLUDED).scores(queries);
    for (int i = 0; i < queries.size(); i++) {
      assertThat(ranked(scores[i])).isEqualTo(byProbability(queries.get(i)));
    }
  }

  @Test
  void aNarrowSearchRanksItsItemsAlone() {
    float[] scores = scorer(2, SeenItems.INCLUDED).scores(List.of(query(0)))[0];
    assertThat(ranked(scores)).hasSize(2);
    assertThat(scores).contains(Float.NEGATIVE_INFINITY);
  }

  @Test
  void itemsOfTheHistoryAreLeftOutWhereTheyAreExcluded() {
    List<Integer> found = ranked(scorer(20, SeenItems.EXCLUDED).scores(List.of(query(0, 3)))[0]);
    assertThat(found).hasSize(4).doesNotContain(0, 3);
  }

  @Test
  void newItemsHaveThePositionsThatAreKeptForThem() {
    Query query = query(0);
    List<Integer> all = byProbability(query);
    int unlikely = all.get(ITEMS - 1);
    List<Integer> found =
        ranked(
            scorer(20, SeenItems.INCLUDED)
                .withNewItems(ImmutableIntArray.of(unlikely), 1, 3)
                .scores(List.of(query))[0]);
    assertThat(found)
        .containsExactly(all.get(0), all.get(1), unlikely, all.get(2), all.get(3), all.get(4));
    assertThat(
            ranked(
                scorer(20, SeenItems.INCLUDED)
                    .withNewItems(ImmutableIntArray.of(unlikely), 0, 3)
                    .scores(List.of(query))[0]))
        .isEqualTo(all);
  }

  @Test
  void noNewItemsAreAddedForOneWhoKnowsThemAll() {
    GenerativeScorer reserving =
        scorer(20, SeenItems.EXCLUDED).withNewItems(ImmutableIntArray.of(3, 4), 2, 2);
    List<Query> queries = List.of(query(3, 4), query(0, 3));
    float[][] scores = reserving.scores(queries);
    assertThat(scores[0]).isEqualTo(scorer(20, SeenItems.EXCLUDED).scores(queries)[0]);
    assertThat(ranked(scores[1]).get(0)).isEqualTo(4);
  }

  @Test
  void whatIsRememberedIsNotSearchedForAgain() {
    GenerativeScorer scorer = scorer(20, SeenItems.INCLUDED).remembering();
    List<Query> queries = List.of(query(0, 3), query(5));
    float[][] before = scorer.scores(queries);
    policy.parameters().forEach(parameter -> parameter.array().negi());
    assertThat(Arrays.deepEquals(scorer(20, SeenItems.INCLUDED).scores(queries), before)).isFalse();
    assertThat(scorer.scores(queries)).isDeepEqualTo(before);
    // What is made of it is of the same memory; what compares otherwise has found nothing yet.
    assertThat(scorer.withNewItems(ImmutableIntArray.of(1), 0, 3).scores(List.of(queries.get(0))))
        .isDeepEqualTo(new float[][] {before[0]});
    assertThat(Arrays.deepEquals(scorer.withScoring(Scoring.TRIE).scores(queries), before))
        .isFalse();
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer(20, SeenItems.INCLUDED).withNewItems(ImmutableIntArray.of(), 1, 3))
        .withMessage("items: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> scorer(20, SeenItems.INCLUDED).withNewItems(ImmutableIntArray.of(1), 4, 3))
        .withMessage("count: expected from 0 to the 3 first, got 4");
  }
}
