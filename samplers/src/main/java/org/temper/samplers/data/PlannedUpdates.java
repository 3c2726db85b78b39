package org.temper.samplers.data;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/**
 * Examples in the order of a {@link BatchPlan}, named by their place in the data, from 1.
 *
 * @param lengths the tokens of each example
 * @param config how examples become batches
 * @param batch makes a batch of the examples of these indices
 * @param <B> what a batch is
 */
record PlannedUpdates<B>(
    ImmutableIntArray lengths, BatchConfig config, Function<ImmutableIntArray, B> batch)
    implements UpdateSource<B> {

  @Override
  public List<UpdateBatch<B>> epoch(long seed, int epoch) {
    BatchPlan plan = BatchPlan.of(lengths, config, seed);
    int updates = Math.toIntExact(plan.updatesPerEpoch());
    return new AbstractList<>() {
      @Override
      public int size() {
        return updates;
      }

      @Override
      public UpdateBatch<B> get(int index) {
        List<ImmutableIntArray> parts = plan.microBatches((long) epoch * updates + index);
        return new UpdateBatch<>(
            parts.stream().map(batch).toList(),
            parts.stream()
                .flatMapToInt(ImmutableIntArray::stream)
                .mapToObj(example -> "example " + (example + 1))
                .collect(ImmutableList.toImmutableList()));
      }
    };
  }
}
