package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.api.LabeledBatch;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.lists.StoredList;

/** Batches of sequences with their labels, shuffled and of like length. */
public final class LabeledBatches implements UpdateSource<LabeledBatch> {
  private final SampledUpdates<LabeledBatch> updates;

  private LabeledBatches(SampledUpdates<LabeledBatch> updates) {
    this.updates = updates;
  }

  /**
   * Batches for training.
   *
   * @param examples the examples, at least one
   * @param config how they become batches
   * @return the batches
   * @throws IllegalArgumentException as {@link BatchSampler#of} does, or if a sequence is empty
   */
  public static LabeledBatches of(List<Labeled> examples, BatchConfig config) {
    List<Labeled> copy = StoredList.keep(examples);
    ImmutableIntArray lengths = StoredList.tokens(copy, example -> example.sequence().length());
    for (int i = 0; i < lengths.length(); i++) {
      checkArgument(lengths.get(i) > 0, "examples[%s]: expected at least one token, got none", i);
    }
    return new LabeledBatches(
        new SampledUpdates<>(
            lengths,
            config,
            indices -> LabeledBatch.of(indices.stream().mapToObj(copy::get).toList()),
            () -> DataHash.ofLabeled(copy)));
  }

  /**
   * Batches for evaluation: in the given order.
   *
   * @param examples the examples
   * @param size the most examples of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1 or a sequence is empty
   */
  public static List<LabeledBatch> inOrder(List<Labeled> examples, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return StoredList.batches(examples, size, LabeledBatch::of);
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<LabeledBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  @Override
  public Map<String, String> identity() {
    return updates.identity();
  }
}
