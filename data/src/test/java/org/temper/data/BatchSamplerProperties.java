package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.temper.api.Seeds;
import org.temper.data.BatchConfig.LastBatch;

class BatchSamplerProperties {
  private static final int LONGEST = 50;

  @Provide
  Arbitrary<ImmutableIntArray> lengths() {
    return Lengths.upTo(LONGEST);
  }

  @Provide
  Arbitrary<BatchConfig> configs() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20),
            Arbitraries.integers().between(1, 25),
            Arbitraries.integers().between(LONGEST, 4 * LONGEST),
            Arbitraries.integers().between(1, 5))
        .as(
            (batch, micro, tokens, window) ->
                BatchConfig.of(batch)
                    .withMicroBatchSize(micro)
                    .withMicroBatchTokens(tokens)
                    .withWindow(window));
  }

  @Property(tries = 200)
  void anEpochSeesEachExampleOnce(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll("configs") BatchConfig config,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int epoch) {
    BatchSampler plan = BatchSampler.of(lengths, config, seed);
    assertThat(examples(plan, epoch).stream().sorted().toList())
        .isEqualTo(IntStream.range(0, lengths.length()).boxed().toList());
  }

  /** Windows of shuffled examples, sorted by length and cut into batches, which are shuffled. */
  @Property(tries = 200)
  void theOrderIsThatOfItsDefinition(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll("configs") BatchConfig config,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int epoch) {
    int[] shuffled = Seeds.permutation(lengths.length(), seed, "batch-plan-examples", epoch);
    List<List<Integer>> batches = new ArrayList<>();
    int window = Math.min(shuffled.length, config.window() * config.batchSize());
    for (int from = 0; from < shuffled.length; from += window) {
      List<Integer> sorted =
          Arrays.stream(shuffled, from, Math.min(shuffled.length, from + window))
              .boxed()
              .sorted(Comparator.comparingInt(lengths::get))
              .toList();
      batches.addAll(Lists.partition(sorted, config.batchSize()));
    }
    int[] order = Seeds.permutation(batches.size(), seed, "batch-plan-batches", epoch);
    BatchSampler sampler = BatchSampler.of(lengths, config, seed);
    for (int i = 0; i < order.length; i++) {
      long update = epoch * sampler.updatesPerEpoch() + i;
      assertThat(
              sampler.microBatches(update).stream()
                  .flatMapToInt(ImmutableIntArray::stream)
                  .boxed()
                  .toList())
          .isEqualTo(batches.get(order[i]));
    }
  }

  @Property(tries = 200)
  void microBatchesStayWithinTheirLimits(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll("configs") BatchConfig config,
      @ForAll long seed) {
    BatchSampler plan = BatchSampler.of(lengths, config, seed);
    long partial = 0;
    for (long update = 0; update < plan.updatesPerEpoch(); update++) {
      int size = 0;
      for (ImmutableIntArray microBatch : plan.microBatches(update)) {
        assertThat(microBatch.length()).isBetween(1, config.microBatchSize());
        int longest = microBatch.stream().map(lengths::get).max().orElseThrow();
        assertThat(longest * microBatch.length()).isLessThanOrEqualTo(config.microBatchTokens());
        size += microBatch.length();
      }
      assertThat(size).isLessThanOrEqualTo(config.batchSize());
      partial += size < config.batchSize() ? 1 : 0;
    }
    assertThat(partial).isLessThanOrEqualTo(1);
  }

  @Property(tries = 100)
  void anUpdateIsTheSameHoweverOneComesToIt(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll("configs") BatchConfig config,
      @ForAll long seed,
      @ForAll @IntRange(max = 200) int update) {
    BatchSampler walked = BatchSampler.of(lengths, config, seed);
    for (int earlier = 0; earlier < update; earlier++) {
      walked.microBatches(earlier);
    }
    assertThat(BatchSampler.of(lengths, config, seed).microBatches(update))
        .isEqualTo(walked.microBatches(update));
  }

  @Property(tries = 100)
  void droppedLastBatchesLeaveWholeOnes(
      @ForAll("lengths") ImmutableIntArray lengths, @ForAll long seed) {
    int batchSize = Math.min(7, lengths.length());
    BatchConfig config = BatchConfig.of(batchSize).withLastBatch(LastBatch.DROP);
    BatchSampler plan = BatchSampler.of(lengths, config, seed);
    assertThat(plan.updatesPerEpoch()).isEqualTo(lengths.length() / batchSize);
    List<Integer> seen = examples(plan, 0);
    assertThat(seen).doesNotHaveDuplicates().hasSize((int) plan.updatesPerEpoch() * batchSize);
  }

  @Example
  void epochsAndSeedsDifferInOrder() {
    BatchSampler plan = BatchSampler.of(ascending(100), BatchConfig.of(4), 1);
    assertThat(examples(plan, 0)).isNotEqualTo(examples(plan, 1));
    assertThat(examples(BatchSampler.of(ascending(100), BatchConfig.of(4), 2), 0))
        .isNotEqualTo(examples(plan, 0));
  }

  @Example
  void droppedExamplesDifferFromEpochToEpoch() {
    BatchConfig config = BatchConfig.of(60).withLastBatch(LastBatch.DROP);
    BatchSampler plan = BatchSampler.of(ascending(100), config, 1);
    assertThat(examples(plan, 0).stream().sorted().toList())
        .isNotEqualTo(examples(plan, 1).stream().sorted().toList());
  }

  @Example
  void aWideWindowMakesBatchesOfLikeLength() {
    // One window over all: each batch is a run of consecutive lengths.
    BatchSampler plan = BatchSampler.of(ascending(100), BatchConfig.of(4).withWindow(25), 1);
    List<Integer> firsts = new ArrayList<>();
    for (long update = 0; update < 25; update++) {
      ImmutableIntArray batch = plan.microBatches(update).get(0);
      assertThat(batch.get(3) - batch.get(0)).isEqualTo(3);
      firsts.add(batch.get(0));
    }
    List<Integer> sorted = new ArrayList<>(firsts);
    Collections.sort(sorted);
    assertThat(firsts).isNotEqualTo(sorted);
  }

  @Example
  void aWindowOfOneLeavesBatchesRandom() {
    BatchSampler plan = BatchSampler.of(ascending(100), BatchConfig.of(4).withWindow(1), 1);
    int spread = 0;
    for (long update = 0; update < 25; update++) {
      ImmutableIntArray batch = plan.microBatches(update).get(0);
      spread += batch.get(3) - batch.get(0);
    }
    // Four of a hundred at random span 60.6 on average: (101 · 3 / 5).
    assertThat(spread / 25).isBetween(45, 75);
  }

  @Example
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> BatchSampler.of(ImmutableIntArray.of(), BatchConfig.of(1), 0))
        .hasMessage("examples: expected at least one, got none");
    assertThatThrownBy(
            () -> BatchSampler.of(ascending(3), BatchConfig.of(4).withLastBatch(LastBatch.DROP), 0))
        .hasMessage("examples: expected at least 4, a whole batch, got 3");
    assertThatThrownBy(
            () -> BatchSampler.of(ascending(5), BatchConfig.of(4).withMicroBatchTokens(4), 0))
        .hasMessage("examples[4]: expected at most 4 tokens, which a micro-batch may have, got 5");
    assertThatThrownBy(() -> BatchSampler.of(ascending(5), BatchConfig.of(4), 0).microBatches(-1))
        .hasMessage("update: expected at least 0, got -1");
    assertThatThrownBy(() -> BatchConfig.of(0)).hasMessage("batchSize: expected at least 1, got 0");
    assertThatThrownBy(() -> BatchConfig.of(1).withMicroBatchSize(0))
        .hasMessage("microBatchSize: expected at least 1, got 0");
    assertThatThrownBy(() -> BatchConfig.of(1).withMicroBatchTokens(0))
        .hasMessage("microBatchTokens: expected at least 1, got 0");
    assertThatThrownBy(() -> BatchConfig.of(1).withWindow(0))
        .hasMessage("window: expected at least 1, got 0");
  }

  private static ImmutableIntArray ascending(int count) {
    return ImmutableIntArray.copyOf(IntStream.rangeClosed(1, count));
  }

  private static List<Integer> examples(BatchSampler plan, int epoch) {
    List<Integer> examples = new ArrayList<>();
    long first = epoch * plan.updatesPerEpoch();
    for (long update = first; update < first + plan.updatesPerEpoch(); update++) {
      plan.microBatches(update).forEach(batch -> examples.addAll(batch.asList()));
    }
    return examples;
  }
}
