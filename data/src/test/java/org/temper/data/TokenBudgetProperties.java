package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.temper.data.BatchConfig.LastBatch;

class TokenBudgetProperties {
  private static final int LONGEST = 50;

  @Provide
  Arbitrary<ImmutableIntArray> lengths() {
    return Lengths.upTo(LONGEST);
  }

  private static List<Integer> examples(BatchSampler sampler, long update) {
    return sampler.microBatches(update).stream().flatMap(batch -> batch.stream().boxed()).toList();
  }

  private static int tokens(ImmutableIntArray lengths, List<Integer> examples) {
    return examples.stream().mapToInt(lengths::get).sum();
  }

  @Property(tries = 200)
  void anEpochSeesEachExampleOnceWithinTheBudget(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll @IntRange(min = LONGEST, max = 6 * LONGEST) int budget,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int epoch) {
    BatchSampler sampler = BatchSampler.of(lengths, BatchConfig.ofTokens(budget), seed);
    List<Integer> seen = new ArrayList<>();
    for (long i = 0; i < sampler.updatesPerEpoch(); i++) {
      List<Integer> examples = examples(sampler, epoch * sampler.updatesPerEpoch() + i);
      assertThat(tokens(lengths, examples)).isBetween(1, budget);
      assertThat(examples).isSortedAccordingTo(Comparator.comparingInt(lengths::get));
      seen.addAll(examples);
    }
    assertThat(seen.stream().sorted().toList())
        .isEqualTo(IntStream.range(0, lengths.length()).boxed().toList());
  }

  @Property(tries = 200)
  void thereAreHardlyMoreUpdatesThanTokensAskFor(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll @IntRange(min = LONGEST, max = 6 * LONGEST) int budget) {
    long updates = BatchSampler.of(lengths, BatchConfig.ofTokens(budget), 0).updatesPerEpoch();
    long least = (lengths.stream().asLongStream().sum() + budget - 1) / budget;

    // Of two batches, one is more than half full: the last example of the second went into neither.
    assertThat(updates).isBetween(least, 2 * least);
  }

  @Property(tries = 100)
  void microBatchesStayWithinTheirLimits(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll @IntRange(min = LONGEST, max = 4 * LONGEST) int most) {
    BatchConfig config = BatchConfig.ofTokens(300).withMicroBatchTokens(most).withMicroBatchSize(4);
    BatchSampler sampler = BatchSampler.of(lengths, config, 1);
    for (long update = 0; update < sampler.updatesPerEpoch(); update++) {
      for (ImmutableIntArray batch : sampler.microBatches(update)) {
        assertThat(batch.length()).isBetween(1, 4);
        assertThat(batch.length() * batch.stream().map(lengths::get).max().getAsInt())
            .isLessThanOrEqualTo(most);
      }
    }
  }

  @Property(tries = 50)
  void anUpdateIsTheSameHoweverOneComesToIt(
      @ForAll("lengths") ImmutableIntArray lengths,
      @ForAll long seed,
      @ForAll @IntRange(max = 100) int update) {
    BatchConfig config = BatchConfig.ofTokens(200);
    BatchSampler walked = BatchSampler.of(lengths, config, seed);
    LongStream.range(0, update).forEach(walked::microBatches);

    assertThat(BatchSampler.of(lengths, config, seed).microBatches(update))
        .isEqualTo(walked.microBatches(update));
  }

  @Example
  void examplesGoWhereTheyFitBest() {
    // 8 opens the first batch, 7 the second, 5 the third; 3 fits into the second exactly, where the
    // third has space for 5; 2 fits into the first exactly; 4 is left for the third.
    ImmutableIntArray lengths = ImmutableIntArray.of(2, 3, 8, 5, 4, 7);
    BatchSampler sampler = BatchSampler.of(lengths, BatchConfig.ofTokens(10), 7);

    assertThat(
            LongStream.range(0, sampler.updatesPerEpoch())
                .mapToObj(update -> examples(sampler, update).stream().map(lengths::get).toList())
                .toList())
        .containsExactlyInAnyOrder(List.of(2, 8), List.of(3, 7), List.of(4, 5));
  }

  @Example
  void lengthsLikeThoseOfTextsFillNearlyEveryUpdate() {
    Random random = new Random(5);
    ImmutableIntArray lengths =
        ImmutableIntArray.copyOf(
            IntStream.range(0, 5_000).map(i -> 40 + (int) Math.abs(80 * random.nextGaussian())));
    long updates = BatchSampler.of(lengths, BatchConfig.ofTokens(2_048), 0).updatesPerEpoch();
    long least = (lengths.stream().asLongStream().sum() + 2_047) / 2_048;

    assertThat(least).isGreaterThan(200);
    assertThat(updates).isBetween(least, least + 1);
  }

  @Example
  void epochsAndSeedsDifferInWhatGoesTogetherAndInOrder() {
    ImmutableIntArray lengths =
        ImmutableIntArray.copyOf(IntStream.range(0, 100).map(i -> 1 + i % 5));
    BatchSampler sampler = BatchSampler.of(lengths, BatchConfig.ofTokens(20), 1);
    long updates = sampler.updatesPerEpoch();

    assertThat(examples(sampler, 0)).isNotEqualTo(examples(sampler, updates));
    assertThat(examples(BatchSampler.of(lengths, BatchConfig.ofTokens(20), 2), 0))
        .isNotEqualTo(examples(sampler, 0));
  }

  @Example
  void badSettingsAreNamed() {
    assertThatThrownBy(() -> BatchConfig.ofTokens(0))
        .hasMessage("batchTokens: expected at least 1, got 0");
    assertThatThrownBy(() -> BatchConfig.ofTokens(8).withLastBatch(LastBatch.DROP))
        .hasMessage("lastBatch: expected KEEP beside batchTokens (8), got DROP");
    assertThatThrownBy(
            () -> BatchSampler.of(ImmutableIntArray.of(3, 9), BatchConfig.ofTokens(8), 0))
        .hasMessage("examples[1]: expected at most 8 tokens, which a batch may have, got 9");
    // What older checkpoints hold.
    assertThat(BatchConfig.of(4))
        .hasToString(
            "BatchConfig[batchSize=4, microBatchSize=2147483647, microBatchTokens=2147483647,"
                + " window=50, lastBatch=KEEP]");
    assertThat(BatchConfig.ofTokens(8).toString()).contains(", batchTokens=8, ");
  }
}
