package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.lists.StoredList;

/** Batches of sequences, shuffled and of like length. */
public final class SequenceBatches implements UpdateSource<SequenceBatch> {
  private final SampledUpdates<SequenceBatch> updates;

  private SequenceBatches(SampledUpdates<SequenceBatch> updates) {
    this.updates = updates;
  }

  /**
   * Batches for training.
   *
   * @param sequences the examples, at least one, each with at least one token
   * @param config how they become batches
   * @return the batches
   * @throws IllegalArgumentException as {@link BatchSampler#of} does, or if a sequence is empty
   */
  public static SequenceBatches of(List<TokenSequence> sequences, BatchConfig config) {
    List<TokenSequence> examples = StoredList.keep(sequences);
    ImmutableIntArray lengths = StoredList.tokens(examples, TokenSequence::length);
    for (int i = 0; i < lengths.length(); i++) {
      checkArgument(lengths.get(i) > 0, "sequences[%s]: expected at least one token, got none", i);
    }
    return new SequenceBatches(
        new SampledUpdates<>(
            lengths,
            config,
            part -> SequenceBatch.of(part.stream().mapToObj(examples::get).toList()),
            () -> DataHash.ofSequences(examples)));
  }

  /**
   * Batches for evaluation: in the given order.
   *
   * @param sequences the examples
   * @param size the most examples of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1 or a sequence is empty
   */
  public static List<SequenceBatch> inOrder(List<TokenSequence> sequences, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return StoredList.batches(sequences, size, SequenceBatch::of);
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<SequenceBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  @Override
  public Map<String, String> identity() {
    return updates.identity();
  }
}
