package org.temper.samplers.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class SelectionProperties {
  private static final String[] BUCKETS = {"code", "math", "tool"};

  @Provide
  Arbitrary<List<Candidate>> candidates() {
    Arbitrary<Double> rewards =
        Arbitraries.frequency(
            Tuple.of(4, 0.0), Tuple.of(4, 1.0), Tuple.of(2, 0.5), Tuple.of(1, Double.NaN));
    Arbitrary<Candidate> each =
        Combinators.combine(
                Arbitraries.integers().between(0, 7),
                Arbitraries.longs().between(0, 5),
                rewards,
                Arbitraries.of("a", "A ", "b", "c"))
            .as(
                (task, stream, reward, text) ->
                    Pools.candidate(
                        "t" + task, stream, reward, BUCKETS[task % BUCKETS.length], text));
    return each.list().ofMaxSize(30).map(SelectionProperties::distinct);
  }

  private static List<Candidate> distinct(List<Candidate> all) {
    Set<String> seen = new HashSet<>();
    return all.stream().filter(each -> seen.add(each.task() + ":" + each.stream())).toList();
  }

  @Provide
  Arbitrary<Selection> selections() {
    Arbitrary<Selection> one =
        Arbitraries.of(
            Selection.all(),
            Selection.atLeast(0.5),
            Selection.topK(2),
            Selection.bestOfN(),
            Selection.firstSuccess(1),
            Selection.diverse(2),
            Selection.byDifficulty(1, 3),
            Selection.quotas(Map.of("code", 2, "math", 0)),
            Selection.statistical(0.7),
            Selection.statistical(0.7, 2));
    return Combinators.combine(one, one).as(Selection::then);
  }

  @Property
  void theOrderInWhichCandidatesComeChangesNothing(
      @ForAll("candidates") List<Candidate> candidates,
      @ForAll("selections") Selection selection,
      @ForAll long seed) {
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(selection.select(CandidatePool.of(shuffled), seed).candidates())
        .isEqualTo(selection.select(CandidatePool.of(candidates), seed).candidates());
  }

  @Property
  void whatIsKeptIsScoredAndWasThereAndIsKeptOnce(
      @ForAll("candidates") List<Candidate> candidates,
      @ForAll("selections") Selection selection,
      @ForAll long seed) {
    CandidatePool pool = CandidatePool.of(candidates);
    CandidatePool kept = selection.select(pool, seed);
    assertThat(kept.candidates())
        .doesNotHaveDuplicates()
        .allMatch(Candidate::isScored)
        .isSubsetOf(candidates);
    assertThat(kept.unscored()).isEqualTo(pool.unscored());
    assertThat(kept.unscored() + pool.candidates().size()).isEqualTo(candidates.size());
  }

  @Property
  void aStreamKeepsWhatTheWholeKeeps(
      @ForAll("candidates") List<Candidate> candidates,
      @ForAll("selections") Selection selection,
      @ForAll long seed) {
    Map<String, List<Candidate>> tasks = new HashMap<>();
    candidates.forEach(
        each -> tasks.computeIfAbsent(each.task(), key -> new ArrayList<>()).add(each));
    List<Candidate> kept = new ArrayList<>();
    SelectionStream stream = new SelectionStream(selection, seed, kept::add);
    tasks.values().forEach(stream::add);
    stream.finish();
    assertThat(kept)
        .containsExactlyInAnyOrderElementsOf(
            selection.select(CandidatePool.of(candidates), seed).candidates());
  }

  @Property
  void quotasAreKeptAndUsed(@ForAll("candidates") List<Candidate> candidates, @ForAll long seed) {
    CandidatePool pool = CandidatePool.of(candidates);
    CandidatePool kept = Selection.quotas(Map.of("code", 3, "math", 1)).select(pool, seed);
    assertThat(count(kept, "code")).isEqualTo(Math.min(3, count(pool, "code")));
    assertThat(count(kept, "math")).isEqualTo(Math.min(1, count(pool, "math")));
    assertThat(count(kept, "tool")).isEqualTo(count(pool, "tool"));
  }

  private static long count(CandidatePool pool, String bucket) {
    return pool.candidates().stream().filter(each -> each.bucket().equals(bucket)).count();
  }

  @Property
  void theEasierTheFewer(@ForAll("candidates") List<Candidate> candidates, @ForAll long seed) {
    CandidatePool pool = CandidatePool.of(candidates);
    CandidatePool kept = Selection.byDifficulty(1, 4).select(pool, seed);
    pool.byTask()
        .asMap()
        .forEach(
            (task, all) -> {
              double successes = all.stream().filter(each -> each.reward() >= 1).count();
              double rate = successes / all.size();
              int count = kept.byTask().get(task).size();
              assertThat(count).isLessThanOrEqualTo((int) Math.ceil(4 * (1 - rate) - 1e-9));
              assertThat(count > 0).isEqualTo(rate > 0 && rate < 1);
            });
  }

  @Property
  void pairsAreOfOneTaskAndTheChosenIsWorthMore(
      @ForAll("candidates") List<Candidate> candidates, @ForAll long seed) {
    CandidatePool pool = CandidatePool.of(candidates);
    List<CandidatePair> pairs = new ArrayList<>(CandidatePair.ofOutcomes(pool, 0.5, 3, seed));
    Set<Candidate> used = new HashSet<>();
    for (CandidatePair pair : pairs) {
      assertThat(used.add(pair.chosen()) && used.add(pair.rejected())).isTrue();
      assertThat(pair.chosen().reward()).isGreaterThanOrEqualTo(0.5);
      assertThat(pair.rejected().reward()).isLessThan(0.5);
    }
    pairs.addAll(CandidatePair.ofBounds(pool, 0.25));
    for (CandidatePair pair : pairs) {
      assertThat(pair.chosen().task()).isEqualTo(pair.rejected().task());
      assertThat(pair.chosen().reward()).isGreaterThan(pair.rejected().reward());
    }
    assertThat(CandidatePair.ofOutcomes(pool, 0.5, 3, seed))
        .isEqualTo(CandidatePair.ofOutcomes(CandidatePool.of(reversed(candidates)), 0.5, 3, seed));
  }

  private static List<Candidate> reversed(List<Candidate> candidates) {
    List<Candidate> reversed = new ArrayList<>(candidates);
    Collections.reverse(reversed);
    return reversed;
  }

  /**
   * Of many candidates drawn from π = (0.4, 0.3, 0.2, 0.1), with rewards (0, 1, 2, 3) and β = 1.5,
   * those that are accepted are distributed as π exp(r / β), normalized. The statistic has 3
   * degrees of freedom; 16.27 is exceeded by chance in one of a thousand.
   */
  @Example
  void whatStatisticalRejectionAcceptsIsTilted() {
    double[] policy = {0.4, 0.3, 0.2, 0.1};
    double beta = 1.5;
    Random random = new Random(11);
    List<Candidate> drawn = new ArrayList<>();
    for (int stream = 0; stream < 20_000; stream++) {
      double uniform = random.nextDouble();
      int answer = 0;
      while (uniform >= policy[answer]) {
        uniform -= policy[answer];
        answer++;
      }
      drawn.add(Pools.candidate("x", stream, answer, "b", "" + answer));
    }
    List<Candidate> accepted =
        Selection.statistical(beta).select(CandidatePool.of(drawn), 3).candidates();
    double[] tilted = new double[policy.length];
    double sum = 0;
    for (int answer = 0; answer < policy.length; answer++) {
      tilted[answer] = policy[answer] * Math.exp(answer / beta);
      sum += tilted[answer];
    }
    double statistic = 0;
    for (int answer = 0; answer < policy.length; answer++) {
      double expected = accepted.size() * tilted[answer] / sum;
      double reward = answer;
      double found = accepted.stream().filter(each -> each.reward() == reward).count();
      statistic += (found - expected) * (found - expected) / expected;
    }
    assertThat(statistic).isLessThan(16.27);
    // The share that is accepted: Σ π exp((r − 3) / β).
    assertThat(accepted.size() / 20_000.0)
        .isBetween(sum * Math.exp(-3 / beta) - 0.01, sum * Math.exp(-3 / beta) + 0.01);
  }
}
