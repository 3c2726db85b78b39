package org.temper.data;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/**
 * Updates of examples in the order of a {@link BatchSampler}.
 *
 * @param <B> what a batch is
 */
public final class SampledUpdates<B> implements UpdateSource<B> {
  private final ImmutableIntArray lengths;
  private final BatchConfig config;
  private final Function<ImmutableIntArray, B> batch;
  private final IntFunction<String> name;
  private final Supplier<String> contents;
  private final long updatesPerEpoch;
  private volatile @Nullable Seeded recent;

  private record Seeded(long seed, BatchSampler sampler) {}

  /**
   * Updates of examples.
   *
   * @param lengths the tokens of each example, at least one
   * @param config how examples become batches
   * @param batch makes a batch of the examples of these indices
   * @param name what an example of an index is called
   * @param contents computes a hash of the examples, such as one of {@link DataHash}; asked once,
   *     and only where the identity is
   * @throws IllegalArgumentException as {@link BatchSampler#of} does
   */
  public SampledUpdates(
      ImmutableIntArray lengths,
      BatchConfig config,
      Function<ImmutableIntArray, B> batch,
      IntFunction<String> name,
      Supplier<String> contents) {
    this.lengths = lengths;
    this.config = config;
    this.batch = batch;
    this.name = name;
    this.contents = Suppliers.memoize(contents::get);
    BatchSampler first = BatchSampler.of(lengths, config, 0);
    this.updatesPerEpoch = first.updatesPerEpoch();
    this.recent = new Seeded(0, first);
  }

  /** Updates of examples that are named by their position in the data, from 1. */
  SampledUpdates(
      ImmutableIntArray lengths,
      BatchConfig config,
      Function<ImmutableIntArray, B> batch,
      Supplier<String> contents) {
    this(lengths, config, batch, example -> "example " + (example + 1), contents);
  }

  BatchConfig config() {
    return config;
  }

  @Override
  public long updatesPerEpoch() {
    return updatesPerEpoch;
  }

  @Override
  public UpdateBatch<B> update(long seed, long index) {
    List<ImmutableIntArray> parts = sampler(seed).microBatches(index);
    return new UpdateBatch<>(
        parts.stream().map(batch).toList(),
        parts.stream()
            .flatMapToInt(ImmutableIntArray::stream)
            .mapToObj(name)
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code data.examples}, how many there are; {@code data.contents}, their hash; and
   *     {@code data.batches}, how they become batches
   */
  @Override
  public Map<String, String> identity() {
    return ImmutableMap.of(
        "data.examples", Integer.toString(lengths.length()),
        "data.contents", contents.get(),
        "data.batches", config.toString());
  }

  /** The sampler of a seed, which remembers its latest epoch. */
  private BatchSampler sampler(long seed) {
    Seeded seeded = recent;
    if (seeded == null || seeded.seed() != seed) {
      seeded = new Seeded(seed, BatchSampler.of(lengths, config, seed));
      recent = seeded;
    }
    return seeded.sampler();
  }
}
