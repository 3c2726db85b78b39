package org.temper.data;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.temper.api.UpdateBatch;
import org.temper.api.UpdateSource;

/**
 * Examples in the order of a {@link BatchPlan}.
 *
 * @param lengths the tokens of each example
 * @param config how examples become batches
 * @param batch makes a batch of the examples of these indices
 * @param name what an example of an index is called
 * @param <B> what a batch is
 */
public record PlannedUpdates<B>(
    ImmutableIntArray lengths,
    BatchConfig config,
    Function<ImmutableIntArray, B> batch,
    IntFunction<String> name)
    implements UpdateSource<B> {

  /**
   * Examples named by their place in the data, from 1.
   *
   * @param lengths the tokens of each example
   * @param config how examples become batches
   * @param batch makes a batch of the examples of these indices
   */
  PlannedUpdates(
      ImmutableIntArray lengths, BatchConfig config, Function<ImmutableIntArray, B> batch) {
    this(lengths, config, batch, example -> "example " + (example + 1));
  }

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
                .mapToObj(name)
                .collect(ImmutableList.toImmutableList()));
      }
    };
  }
}
