package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.temper.api.Policy;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.tables.TablePolicy;

class StreamProperties {
  private static final int VOCABULARY = 11;
  private static final SamplingConfig CONFIG =
      SamplingConfig.defaults().withMaxNewTokens(5).withStopTokens(List.of(0L, 1L));
  private static final TinyPolicy HASHED = new TinyPolicy(VOCABULARY, 64, 5);
  private static final TablePolicy TABLE = TablePolicy.uniform(VOCABULARY);

  @AfterContainer
  static void close() {
    HASHED.close();
    TABLE.close();
  }

  @Property(tries = 60)
  void anyShardingOfPromptsDrawsTheSameTokens(
      @ForAll @IntRange(min = 1, max = 15) int count,
      @ForAll @IntRange(min = 1, max = 7) int shards,
      @ForAll long seed) {
    List<long[]> prompts = prompts(count, seed);
    for (Policy policy : List.of(HASHED, TABLE)) {
      Sampler sampler = Sampler.of(policy, CONFIG);
      List<Trajectory> whole = sampler.sample(prompts, seed);
      List<Trajectory> sharded =
          sharded(
              count,
              shards,
              seed,
              rows -> sampler.sample(some(prompts, rows), streams(rows), seed));
      assertThat(sharded).isEqualTo(whole);
    }
  }

  @Property(tries = 60)
  void anyShardingOfGroupsDrawsTheSameTokens(
      @ForAll @IntRange(min = 1, max = 8) int count,
      @ForAll @IntRange(min = 1, max = 7) int shards,
      @ForAll @IntRange(min = 1, max = 4) int groupSize,
      @ForAll long seed) {
    List<long[]> prompts = prompts(count, seed);
    Sampler sampler = Sampler.of(HASHED, CONFIG);
    List<List<Trajectory>> whole = sampler.sampleGroups(prompts, groupSize, seed);
    List<List<Trajectory>> sharded =
        sharded(
            count,
            shards,
            seed,
            rows -> sampler.sampleGroups(some(prompts, rows), streams(rows), groupSize, seed));
    assertThat(sharded).isEqualTo(whole);
    // One group is its prompt so many times, each time from a stream of its own.
    List<long[]> repeated =
        prompts.stream()
            .flatMap(prompt -> Collections.nCopies(groupSize, prompt).stream())
            .toList();
    assertThat(whole.stream().flatMap(List::stream).toList())
        .isEqualTo(sampler.sample(repeated, seed));
  }

  @Property(tries = 40)
  void anyShardingOfEpisodesAndAnyDelaysPlayTheSame(
      @ForAll @IntRange(min = 1, max = 15) int count,
      @ForAll @IntRange(min = 1, max = 7) int shards,
      @ForAll long seed) {
    for (Policy policy : List.of(HASHED, TABLE)) {
      Rollouts rollouts = Rollouts.of(policy, CONFIG, 3);
      List<Trajectory> whole = rollouts.play(environments(count, millis -> 0), seed);
      Rollouts hurried = rollouts.withPatience(Duration.ZERO);
      SplittableRandom random = new SplittableRandom(seed);
      List<Trajectory> sharded =
          sharded(
              count,
              shards,
              seed,
              rows -> {
                long delays = random.nextLong();
                return hurried.play(
                    environments(
                        rows.size(), call -> new SplittableRandom(delays + call).nextInt(3)),
                    streams(rows),
                    seed);
              });
      assertThat(sharded).isEqualTo(whole);
    }
  }

  @Property(tries = 20)
  void rowsOfOneStreamAreDrawnAlikeAndThoseOfOthersAreNot(@ForAll long stream, @ForAll long seed) {
    List<long[]> prompts = Collections.nCopies(20, new long[] {3, 4});
    Sampler sampler = Sampler.of(HASHED, SamplingConfig.defaults().withMaxNewTokens(8));
    long[] same = new long[20];
    Arrays.fill(same, stream);
    assertThat(sampler.sample(prompts, same, seed).stream().distinct()).hasSize(1);
    assertThat(sampler.sample(prompts, seed).stream().distinct()).hasSizeGreaterThan(10);
  }

  /** Deals shuffled rows to shards, and puts what each makes of its rows where they came from. */
  private static <T> List<T> sharded(
      int count, int shards, long seed, Function<List<Integer>, List<T>> shard) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<T> all = new ArrayList<>(Collections.nCopies(count, null));
    for (int s = 0; s < shards; s++) {
      int of = s;
      List<Integer> rows =
          IntStream.range(0, count).filter(i -> i % shards == of).mapToObj(order::get).toList();
      List<T> made = shard.apply(rows);
      for (int i = 0; i < rows.size(); i++) {
        all.set(rows.get(i), made.get(i));
      }
    }
    return all;
  }

  private static List<long[]> some(List<long[]> prompts, List<Integer> rows) {
    return rows.stream().map(prompts::get).toList();
  }

  private static long[] streams(List<Integer> rows) {
    return rows.stream().mapToLong(row -> row).toArray();
  }

  private static List<long[]> prompts(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> random.longs(1 + random.nextInt(5), 0, VOCABULARY).toArray())
        .limit(count)
        .toList();
  }

  private static List<Environment> environments(int count, Function<Integer, Integer> millis) {
    return IntStream.range(0, count)
        .<Environment>mapToObj(
            row ->
                new PacedEnvironment(
                    VOCABULARY, turn -> Thread.sleep(millis.apply(100 * row + turn))))
        .toList();
  }
}
