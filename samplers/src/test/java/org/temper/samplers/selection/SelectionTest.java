package org.temper.samplers.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.temper.samplers.selection.Pools.candidate;
import static org.temper.samplers.selection.Pools.kept;
import static org.temper.samplers.selection.Pools.pool;
import static org.temper.samplers.selection.Pools.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final double UNKNOWN = Double.NaN;

  private final CandidatePool pool =
      pool(task("x", 0, 1, UNKNOWN, 0.5, 1), task("y", 0.25, 0, 0.25));

  @Test
  void whatIsNotKnownIsLeftOutAndCounted() {
    assertThat(kept(Selection.all(), pool))
        .containsExactly("x:0", "x:1", "x:3", "x:4", "y:0", "y:1", "y:2");
    assertThat(pool.unscored()).isEqualTo(1);
    assertThat(Selection.atLeast(-9).then(Selection.topK(9)).select(pool, 1).unscored())
        .isEqualTo(1);
  }

  @Test
  void theOrderIsThatOfTasksAndStreams() {
    List<Candidate> mixed = List.of(task("y", 1).get(0), task("x", 0, 1).get(1));
    assertThat(Pools.names(CandidatePool.of(mixed).candidates())).containsExactly("x:1", "y:0");
    assertThatThrownBy(() -> pool(task("x", 1), task("x", 1)))
        .hasMessage("candidates: expected each task and stream once, got stream 0 of task x twice");
  }

  @Test
  void aThresholdKeepsWhatIsWorthAsMuch() {
    assertThat(kept(Selection.atLeast(0.5), pool)).containsExactly("x:1", "x:3", "x:4");
  }

  @Test
  void theBestAreOfTheSmallestStreamsAmongEquals() {
    assertThat(kept(Selection.bestOfN(), pool)).containsExactly("x:1", "y:0");
    assertThat(kept(Selection.topK(3), pool))
        .containsExactly("x:1", "x:3", "x:4", "y:0", "y:1", "y:2");
  }

  @Test
  void theFirstSuccessIsNotTheBest() {
    assertThat(kept(Selection.firstSuccess(0.25), pool)).containsExactly("x:1", "y:0");
    assertThat(kept(Selection.firstSuccess(0.25), pool(task("x", 0, 0.25, 1))))
        .containsExactly("x:1");
    assertThat(kept(Selection.firstSuccess(2), pool)).isEmpty();
  }

  @Test
  void diverseTextsDifferWhenNormalized() {
    CandidatePool texts =
        pool(
            List.of(
                candidate("x", 0, 1, "b", "Two  apples"),
                candidate("x", 1, 2, "b", " two\tAPPLES\u00a0"),
                candidate("x", 2, 1, "b", "ﬁve"),
                candidate("x", 3, 1, "b", "five"),
                candidate("x", 4, 0, "b", "six")));
    assertThat(kept(Selection.diverse(9), texts)).containsExactly("x:1", "x:2", "x:4");
    assertThat(kept(Selection.diverse(2), texts)).containsExactly("x:1", "x:2");
    assertThat(kept(Selection.diverse(9, "length", each -> "" + each.text().length()), texts))
        .containsExactly("x:0", "x:1", "x:2", "x:3");
  }

  @Test
  void theEasyGiveFewerAndTheHopelessAndTheSureNone() {
    // 10 · (1 − 9/10) = 1 of the easy one; 10 · (1 − 1/2) = 5, of which there are two.
    CandidatePool tasks =
        pool(
            task("easy", 1, 1, 1, 1, 0, 1, 1, 1, 1, 1),
            task("even", 0, 1, 0, 1),
            task("never", 0, 0),
            task("sure", 1, 1));
    assertThat(kept(Selection.byDifficulty(1, 10), tasks))
        .containsExactly("easy:0", "even:1", "even:3");
    // ⌈3 · (1 − 1/4)⌉ = 3 of three successes, ⌈2 · 1/4⌉ = 1.
    assertThat(kept(Selection.byDifficulty(1, 2), pool(task("t", 1, 1, 1, 0))))
        .containsExactly("t:0");
  }

  @Test
  void quotasAreSpreadOverTasks() {
    List<Candidate> all = new ArrayList<>();
    for (String name : List.of("p", "q", "r")) {
      for (int stream = 0; stream < 3; stream++) {
        all.add(candidate(name, stream, stream, "math", ""));
      }
    }
    all.add(candidate("s", 0, 0, "chat", ""));
    CandidatePool buckets = CandidatePool.of(all);
    assertThat(kept(Selection.quotas(Map.of("math", 3)), buckets))
        .containsExactly("p:2", "q:2", "r:2", "s:0");
    assertThat(kept(Selection.quotas(Map.of("math", 4, "chat", 0)), buckets))
        .hasSize(4)
        .contains("p:2", "q:2", "r:2");
  }

  @Test
  void statisticalRejectionAlwaysTakesTheBestAndFillsItsCount() {
    CandidatePool one = pool(task("x", 0, 1, 2, 3));
    for (long seed = 0; seed < 50; seed++) {
      // exp(−1 / 0.01) is 4e-44.
      assertThat(Pools.names(Selection.statistical(0.01).select(one, seed).candidates()))
          .containsExactly("x:3");
      assertThat(Pools.names(Selection.statistical(0.01, 3).select(one, seed).candidates()))
          .containsExactly("x:1", "x:2", "x:3");
      assertThat(Selection.statistical(1, 9).select(one, seed).candidates()).hasSize(4);
    }
  }

  @Test
  void chainsHaveTheWiderScopeAndSayTheirSettings() {
    Selection chain = Selection.atLeast(1).then(Selection.diverse(2));
    assertThat(chain.scope()).isEqualTo(Selection.Scope.TASK);
    assertThat(chain.then(Selection.quotas(Map.of("math", 3))).scope())
        .isEqualTo(Selection.Scope.POOL);
    assertThat(chain.identity())
        .isEqualTo("RewardThreshold[threshold=1.0], then DiverseOfTask[count=2, keyName=text]");
    assertThat(chain.then(Selection.statistical(0.5)).identity())
        .endsWith(", then StatisticalRejection[beta=0.5, count=0]");
  }

  @Test
  void settingsOutOfTheirRangesAreRefusedByName() {
    assertThatThrownBy(() -> Selection.topK(0)).hasMessage("count: expected at least 1, got 0");
    assertThatThrownBy(() -> Selection.atLeast(UNKNOWN))
        .hasMessage("threshold: expected a finite number, got NaN");
    assertThatThrownBy(() -> Selection.statistical(0))
        .hasMessage("beta: expected a finite number above 0, got 0.0; for the best alone use topK");
    assertThatThrownBy(() -> Selection.quotas(Map.of("math", -1)))
        .hasMessage("quota of math: expected at least 0, got -1");
    assertThatThrownBy(() -> candidate("x", 0, Double.POSITIVE_INFINITY, "b", ""))
        .hasMessage("reward: expected a finite number or NaN, got Infinity");
    assertThatThrownBy(() -> candidate(" ", 0, 0, "b", ""))
        .hasMessage("task: expected a key, got a blank one");
  }

  @Test
  void aStreamPassesTasksOnAtOnceWhereItCan() {
    List<Candidate> kept = new ArrayList<>();
    SelectionStream stream = new SelectionStream(Selection.atLeast(1), 1, kept::add);
    stream.add(task("y", 1, UNKNOWN));
    assertThat(Pools.names(kept)).containsExactly("y:0");
    stream.add(task("x", 0, 1));
    stream.finish();
    assertThat(Pools.names(kept)).containsExactly("y:0", "x:1");
    assertThat(stream.unscored()).isEqualTo(1);
    assertThatThrownBy(() -> stream.add(task("z", 1))).isInstanceOf(IllegalStateException.class);
    SelectionStream again = new SelectionStream(Selection.all(), 1, kept::add);
    again.add(task("y", 1));
    assertThatThrownBy(() -> again.add(task("y", 1)))
        .hasMessage("candidates: expected all of a task at once, got more of task y");
  }

  @Test
  void aStreamHoldsWhatNeedsAll() {
    List<Candidate> kept = new ArrayList<>();
    SelectionStream stream = new SelectionStream(Selection.quotas(Map.of("b", 2)), 1, kept::add);
    stream.add(task("y", 1, 1));
    stream.add(task("x", 1, 1));
    assertThat(kept).isEmpty();
    stream.finish();
    assertThat(Pools.names(kept)).containsExactly("x:0", "y:0");
  }

  @Test
  void pairsOfOutcomesMatchEachCandidateOnce() {
    List<CandidatePair> pairs =
        CandidatePair.ofOutcomes(
            pool(task("x", 1, 0, 1, 0, 0), task("y", 1), task("z", 0)), 1, 9, 3);
    assertThat(pairs).hasSize(2).allMatch(pair -> pair.chosen().task().equals("x"));
    assertThat(pairs.stream().map(pair -> pair.chosen().stream()))
        .containsExactlyInAnyOrder(0L, 2L);
    assertThat(pairs.stream().map(pair -> pair.rejected().stream()).distinct()).hasSize(2);
    assertThat(pairs.get(0).toPair().chosen().tokens())
        .containsExactly(1, 2 + pairs.get(0).chosen().stream());
  }

  @Test
  void pairsOfBoundsNeedTheMargin() {
    CandidatePool bounds = pool(task("x", 0.5, 1, 0, 1, 0), task("y", 2, 2));
    assertThat(CandidatePair.ofBounds(bounds, 1)).hasSize(1);
    CandidatePair pair = CandidatePair.ofBounds(bounds, 1).get(0);
    assertThat(pair.chosen().stream()).isEqualTo(1);
    assertThat(pair.rejected().stream()).isEqualTo(2);
    assertThat(CandidatePair.ofBounds(bounds, 1.5)).isEmpty();
    Candidate worst = pair.rejected();
    Candidate best = pair.chosen();
    assertThatThrownBy(() -> new CandidatePair(worst, best))
        .hasMessage("chosen: expected a reward above the rejected one's 1.0, got 0.0");
  }
}
