package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.popularity.Popularity;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;

class SatisfactionEvaluationTest {
  private static final InteractionSimulator SIMULATOR =
      new InteractionSimulator(
          SimulatorConfig.defaults().withPopulation(new Population(200, 100, 10, 20, 3)), 1);
  private static final LogSplit SPLIT = LogSplit.leaveLastOut(SIMULATOR.log(), HeldOut.last());
  private static final SatisfactionEvaluation EVALUATION =
      SatisfactionEvaluation.of(SIMULATOR, SPLIT.test(), SPLIT.train(), RankingConfig.atTen());

  @Test
  void theTruthSatisfiesMoreThanPopularityAndChance() {
    TargetValues truth = EVALUATION.satisfaction(EVALUATION.truth(), 10);
    TargetValues popular = EVALUATION.satisfaction(Popularity.of(SPLIT.train()), 10);
    TargetValues chance = EVALUATION.satisfaction(q -> new float[q.size()][100], 10);
    assertThat(truth.values().length()).isEqualTo(200);
    assertThat(truth.mean()).isGreaterThan(popular.mean() + 0.5);
    assertThat(truth.mean()).isGreaterThan(chance.mean() + 0.5);
    for (int target = 0; target < 200; target++) {
      assertThat(truth.values().get(target))
          .isGreaterThanOrEqualTo(popular.values().get(target) - 1e-6);
    }
    assertThat(PairedBootstrap.of(1).mean(List.of(truth), List.of(popular)).excludesZero())
        .isTrue();
  }

  @Test
  void theFirstItemIsWorthItsSatisfaction() {
    TargetValues values =
        EVALUATION.satisfaction(
            queries ->
                queries.stream()
                    .map(
                        query -> {
                          float[] scores = new float[100];
                          scores[7] = 1;
                          return scores;
                        })
                    .toArray(float[][]::new),
            1);
    assertThat(values.values().get(3))
        .isCloseTo(
            SIMULATOR.satisfaction(SPLIT.test().get(3).user(), 7, SPLIT.test().get(3).time()),
            within(1e-12));
  }

  @Test
  void usersAndItemsAreKnownByTheirNames() {
    InteractionLog core = SIMULATOR.log().kCore(9);
    LogSplit split = LogSplit.leaveLastOut(core, HeldOut.last());
    assertThat(core.users().size()).isBetween(1, 199);
    SatisfactionEvaluation evaluation =
        SatisfactionEvaluation.of(SIMULATOR, split.test(), split.train(), RankingConfig.atTen());
    TargetValues values = evaluation.satisfaction(evaluation.truth(), 1);
    int user = SIMULATOR.log().users().id(core.users().name(0)).orElseThrow();
    double best =
        core.items().asList().stream()
            .mapToDouble(
                name ->
                    SIMULATOR.satisfaction(
                        user,
                        SIMULATOR.log().items().id(name).orElseThrow(),
                        split.test().get(0).time()))
            .max()
            .orElseThrow();
    assertThat(values.values().get(0)).isCloseTo(best, within(1e-6));
  }

  @Test
  void wrongArgumentsAreNamed() {
    InteractionLog foreign = InteractionLog.builder().add("user1", "nobody", 1).build(0);
    assertThatThrownBy(
            () ->
                SatisfactionEvaluation.of(SIMULATOR, SPLIT.test(), foreign, RankingConfig.atTen()))
        .hasMessage("train: expected names of the simulator's, got the item nobody");
    assertThatThrownBy(
            () ->
                SatisfactionEvaluation.of(
                    SIMULATOR, List.of(), SPLIT.train(), RankingConfig.atTen()))
        .hasMessage("targets: expected at least one, got none");
    assertThatThrownBy(() -> EVALUATION.satisfaction(EVALUATION.truth(), 0))
        .hasMessage("cutoff: expected at least 1, got 0");
  }
}
