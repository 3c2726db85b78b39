package org.temper.algorithms.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.items.CandidateScores;
import org.temper.api.updates.UpdateBatch;
import org.temper.testkit.Epochs;
import org.temper.testkit.tables.TablePolicy;

class ItemGroupSourceTest {
  @AutoClose private final TablePolicy policy = TablePolicy.random(6, 3);

  private ItemGroupSource source(int groupSize, int updatesPerIteration) {
    return new ItemGroupSource(
        ItemDraws.SEQUENCES, policy, ItemDraws.REWARD, groupSize, updatesPerIteration);
  }

  @Test
  void anIterationTakesTheSequencesOfSeveralUpdates() {
    List<UpdateBatch<ItemGroupBatch>> epoch = Epochs.of(source(4, 2), 1, 0);
    assertThat(epoch).hasSize(2);
    assertThat(epoch.get(0).microBatches()).hasSize(3);
    assertThat(epoch.get(0).exampleIds()).containsExactly("a", "b");
    assertThat(epoch.get(1).microBatches()).hasSize(1);
  }

  @Test
  void logProbsAreThoseOfThePolicyThatDrew() {
    ItemGroupBatch batch = Epochs.of(source(4, 1), 1, 0).get(0).microBatches().get(0);
    try (CandidateScores scores =
        policy.evaluateCandidates(batch.histories(), batch.candidates())) {
      assertThat(batch.oldLogProbs())
          .containsExactly(scores.logProbs().toFloatArray(), within(1e-6f));
    }
    assertThat(batch.rewards())
        .isEqualTo(ItemDraws.REWARD.rewards(batch.histories(), batch.candidates()));
  }

  @Test
  void whatIsDrawnDependsOnSeedEpochAndIteration() {
    long[] drawn = items(source(8, 1), 1, 0, 1);
    assertThat(items(source(8, 1), 1, 0, 1)).isEqualTo(drawn);
    assertThat(items(source(8, 1), 2, 0, 1)).isNotEqualTo(drawn);
    assertThat(items(source(8, 1), 1, 1, 1)).isNotEqualTo(drawn);
    assertThat(items(source(8, 1), 1, 0, 2)).isNotEqualTo(drawn);
  }

  @Test
  void itemsAreDrawnAsOftenAsTheyAreLikely() {
    ItemGroupBatch batch = Epochs.of(source(20_000, 1), 1, 0).get(0).microBatches().get(0);
    float[] logProbs = policy.nextItems(ItemDraws.histories(0, 1, 2))[1];
    int size = batch.candidates().count();
    // The second position of the first row: what follows item 0, as at the end of the second row.
    long[] drawn = Arrays.copyOfRange(batch.candidates().items(), size, 2 * size);
    for (int item = 0; item < 6; item++) {
      long wanted = item;
      double share = Arrays.stream(drawn).filter(each -> each == wanted).count() / (double) size;
      assertThat(share).isCloseTo(Math.exp(logProbs[item]), within(0.015));
    }
  }

  @Test
  void anItemWithoutProbabilityIsNeverDrawn() {
    float out = Float.NEGATIVE_INFINITY;
    float[][] rows = new float[6][];
    Arrays.fill(rows, new float[] {out, 0, out, out, 0, out});
    try (TablePolicy two = TablePolicy.of(rows)) {
      long[] drawn =
          items(new ItemGroupSource(ItemDraws.SEQUENCES, two, ItemDraws.REWARD, 50, 1), 1, 0, 1);
      assertThat(Arrays.stream(drawn).skip(50).limit(50).distinct().sorted())
          .containsExactly(1L, 4L);
    }
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source(0, 1))
        .withMessage("groupSize: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source(1, 0))
        .withMessage("updatesPerIteration: expected at least 1, got 0");
  }

  private static long[] items(ItemGroupSource source, long seed, int epoch, int iteration) {
    return Epochs.of(source, seed, epoch).get(iteration).microBatches().get(0).candidates().items();
  }
}
