package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Map;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.lists.StoredList;

/**
 * Batches of compared completions, shuffled and of like length. A group is one example, so that the
 * comparisons of one prompt stay together, and has as many times the tokens of its longest sequence
 * as it has sequences.
 */
public final class ComparisonBatches implements UpdateSource<ComparisonBatch> {
  private final SampledUpdates<ComparisonBatch> updates;

  private ComparisonBatches(SampledUpdates<ComparisonBatch> updates) {
    this.updates = updates;
  }

  /**
   * Batches for training.
   *
   * @param groups the examples, at least one
   * @param config how they become batches
   * @return the batches
   * @throws IllegalArgumentException as {@link BatchSampler#of} does, or if a sequence is empty
   */
  public static ComparisonBatches of(List<Group> groups, BatchConfig config) {
    List<Group> examples = StoredList.keep(groups);
    for (int i = 0; i < examples.size() && !(examples instanceof StoredList); i++) {
      checkArgument(
          examples.get(i).sequences().stream().allMatch(sequence -> sequence.length() > 0),
          "groups[%s]: expected at least one token in each sequence, got none",
          i);
    }
    return new ComparisonBatches(
        new SampledUpdates<>(
            StoredList.tokens(examples, Group::paddedTokens),
            config,
            indices -> ComparisonBatch.of(indices.stream().mapToObj(examples::get).toList()),
            () -> DataHash.ofGroups(examples)));
  }

  /**
   * Batches for evaluation: in the given order.
   *
   * @param groups the examples
   * @param size the most groups of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1 or a sequence is empty
   */
  public static List<ComparisonBatch> inOrder(List<Group> groups, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return StoredList.batches(groups, size, ComparisonBatch::of);
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<ComparisonBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  @Override
  public Map<String, String> identity() {
    return updates.identity();
  }
}
