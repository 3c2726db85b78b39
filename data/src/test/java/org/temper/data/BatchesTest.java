package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateBatch;
import org.temper.testkit.Epochs;

class BatchesTest {
  // Example i has 1 + i % 7 + 2 tokens, the first of them i.
  private final List<TokenSequence> sequences =
      IntStream.range(0, 20)
          .mapToObj(i -> TokenSequence.of(new long[] {i}, new long[2 + i % 7]))
          .toList();
  private final List<Pair> pairs =
      IntStream.range(0, 20)
          .mapToObj(i -> new Pair(sequences.get(i), sequences.get((i + 3) % 20)))
          .toList();

  @Test
  void anEpochOfSequencesSeesEachOnce() {
    SequenceBatches batches =
        SequenceBatches.of(sequences, BatchConfig.of(6).withMicroBatchSize(4));
    List<UpdateBatch<SequenceBatch>> epoch = Epochs.of(batches, 3, 1);
    assertThat(epoch).hasSize(4);
    List<Long> seen = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (UpdateBatch<SequenceBatch> update : epoch) {
      ids.addAll(update.exampleIds());
      for (SequenceBatch batch : update.microBatches()) {
        assertThat(batch.rows()).isLessThanOrEqualTo(4);
        for (int row = 0; row < batch.rows(); row++) {
          long first = batch.token(row, 0);
          assertThat(batch.length(row)).isEqualTo(sequences.get((int) first).length());
          seen.add(first);
        }
      }
    }
    assertThat(seen.stream().sorted().map(Long::intValue).toList())
        .isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(ids).isEqualTo(seen.stream().map(first -> "example " + (first + 1)).toList());
  }

  @Test
  void anEpochDependsOnItsNumberAndTheSeed() {
    SequenceBatches batches = SequenceBatches.of(sequences, BatchConfig.of(6));
    List<String> order = ids(Epochs.of(batches, 3, 1));
    assertThat(ids(Epochs.of(batches, 3, 1))).isEqualTo(order);
    assertThat(ids(Epochs.of(batches, 3, 2))).isNotEqualTo(order);
    assertThat(ids(Epochs.of(batches, 4, 1))).isNotEqualTo(order);
  }

  private static List<String> ids(List<UpdateBatch<SequenceBatch>> epoch) {
    return epoch.stream().flatMap(update -> update.exampleIds().stream()).toList();
  }

  @Test
  void pairsKeepTheirReferenceLogProbs() {
    List<ReferenceLogProbs> logProbs =
        IntStream.range(0, 20).mapToObj(i -> new ReferenceLogProbs(-i, -100 - i)).toList();
    PreferenceBatches plain = PreferenceBatches.of(pairs, BatchConfig.of(6));
    PreferenceBatches batches = plain.withReference(logProbs);
    assertThat(Epochs.of(batches, 3, 0)).hasSize(4);
    for (int update = 0; update < 4; update++) {
      List<PreferenceBatch> microBatches = Epochs.of(batches, 3, 0).get(update).microBatches();
      assertThat(microBatches).hasSize(1);
      PreferenceBatch batch = microBatches.get(0);
      List<ReferenceLogProbs> reference = batch.reference().orElseThrow();
      for (int i = 0; i < batch.pairs().size(); i++) {
        assertThat(reference.get(i)).isEqualTo(logProbs.get(pairs.indexOf(batch.pairs().get(i))));
      }
      PreferenceBatch same = Epochs.of(plain, 3, 0).get(update).microBatches().get(0);
      assertThat(same.pairs()).isEqualTo(batch.pairs());
      assertThat(same.reference()).isEmpty();
    }
    assertThatThrownBy(() -> plain.withReference(logProbs.subList(0, 5)))
        .hasMessage("logProbs: expected 20, one for each pair, got 5");
  }

  @Test
  void thePaddedTokensOfPairsCountBothSequences() {
    PreferenceBatches batches =
        PreferenceBatches.of(pairs, BatchConfig.of(10).withMicroBatchTokens(40));
    for (UpdateBatch<PreferenceBatch> update : Epochs.of(batches, 3, 0)) {
      for (PreferenceBatch batch : update.microBatches()) {
        assertThat(batch.sequences().rows() * batch.sequences().columns()).isLessThanOrEqualTo(40);
      }
    }
  }

  @Test
  void batchesForEvaluationKeepTheOrder() {
    List<SequenceBatch> batches = SequenceBatches.inOrder(sequences, 8);
    assertThat(batches).extracting(SequenceBatch::rows).containsExactly(8, 8, 4);
    assertThat(batches.get(1).token(0, 0)).isEqualTo(8);
    List<PreferenceBatch> preferences = PreferenceBatches.inOrder(pairs, 15);
    assertThat(preferences).hasSize(2);
    assertThat(preferences.get(1).pairs()).isEqualTo(pairs.subList(15, 20));
    assertThat(preferences.get(1).reference()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> SequenceBatches.inOrder(sequences, 0))
        .hasMessage("size: expected at least 1, got 0");
    assertThatThrownBy(() -> PreferenceBatches.inOrder(pairs, 0))
        .hasMessage("size: expected at least 1, got 0");
  }

  @Test
  void anEmptySequenceIsAnError() {
    TokenSequence empty = TokenSequence.ofText(new long[0]);
    assertThatThrownBy(
            () -> SequenceBatches.of(List.of(sequences.get(0), empty), BatchConfig.of(1)))
        .hasMessage("sequences[1]: expected at least one token, got none");
    assertThatThrownBy(
            () ->
                PreferenceBatches.of(List.of(new Pair(sequences.get(0), empty)), BatchConfig.of(1)))
        .hasMessage("pairs[0]: expected at least one token in each sequence, got none");
  }
}
