package org.temper.samplers.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.temper.api.LabelledBatch;
import org.temper.api.LabelledBatch.Labelled;

/** Batches of sequences with their labels, shuffled and of like length. */
public final class LabelledBatches implements UpdateSource<LabelledBatch> {
  private final PlannedUpdates<LabelledBatch> updates;

  private LabelledBatches(PlannedUpdates<LabelledBatch> updates) {
    this.updates = updates;
  }

  /**
   * Batches for training.
   *
   * @param examples the examples, at least one
   * @param config how they become batches
   * @return the batches
   * @throws IllegalArgumentException as {@link BatchPlan#of} does, or if a sequence is empty
   */
  public static LabelledBatches of(List<Labelled> examples, BatchConfig config) {
    List<Labelled> copy = ImmutableList.copyOf(examples);
    for (int i = 0; i < copy.size(); i++) {
      checkArgument(
          copy.get(i).sequence().length() > 0,
          "examples[%s]: expected at least one token, got none",
          i);
    }
    return new LabelledBatches(
        new PlannedUpdates<>(
            ImmutableIntArray.copyOf(
                copy.stream().mapToInt(example -> example.sequence().length())),
            config,
            indices -> LabelledBatch.of(indices.stream().mapToObj(copy::get).toList())));
  }

  /**
   * Batches for evaluation: in the given order.
   *
   * @param examples the examples
   * @param size the most examples of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1 or a sequence is empty
   */
  public static List<LabelledBatch> inOrder(List<Labelled> examples, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return Lists.partition(examples, size).stream().map(LabelledBatch::of).toList();
  }

  @Override
  public List<UpdateBatch<LabelledBatch>> epoch(long seed, int epoch) {
    return updates.epoch(seed, epoch);
  }
}
