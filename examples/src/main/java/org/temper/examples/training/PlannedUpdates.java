package org.temper.examples.training;

import com.google.common.primitives.ImmutableIntArray;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.temper.algorithms.run.UpdateBatch;
import org.temper.algorithms.run.UpdateSource;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.samplers.data.BatchConfig;
import org.temper.samplers.data.BatchPlan;

/** Examples in the order of a {@link BatchPlan}, named by their place in the data, from 1. */
public final class PlannedUpdates {

  private PlannedUpdates() {}

  /**
   * Updates on sequences.
   *
   * @param sequences the examples, at least one
   * @param config how they become batches
   * @return the updates
   */
  public static UpdateSource<SequenceBatch> ofSequences(
      List<TokenSequence> sequences, BatchConfig config) {
    return of(sequences, config, TokenSequence::length, SequenceBatch::of);
  }

  /**
   * Updates on preference pairs.
   *
   * @param pairs the examples, at least one
   * @param config how they become batches
   * @return the updates
   */
  public static UpdateSource<PreferenceBatch> ofPairs(
      List<PreferenceBatch.Pair> pairs, BatchConfig config) {
    return of(
        pairs,
        config,
        pair -> 2 * Math.max(pair.chosen().length(), pair.rejected().length()),
        PreferenceBatch::of);
  }

  private static <E, B> UpdateSource<B> of(
      List<E> examples, BatchConfig config, ToIntFunction<E> tokens, Function<List<E>, B> batch) {
    ImmutableIntArray lengths = ImmutableIntArray.copyOf(examples.stream().mapToInt(tokens));
    return (seed, epoch) -> {
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
              parts.stream()
                  .map(part -> batch.apply(part.stream().mapToObj(examples::get).toList()))
                  .toList(),
              parts.stream()
                  .flatMapToInt(ImmutableIntArray::stream)
                  .mapToObj(example -> "example " + (example + 1))
                  .toList());
        }
      };
    };
  }
}
