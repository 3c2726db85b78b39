package org.temper.data.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateBatch;
import org.temper.data.BatchConfig;
import org.temper.data.mixture.MixtureConfig.Unit;
import org.temper.data.mixture.MixtureConfig.WhenDry;

/** Laws of mixtures as their batches show them. */
class MixtureProperties {
  private static final int WINDOW = 1000;
  private static final int LONGEST = 24;

  /** Source s gives sequences whose first token is s, whose second tells which, then filling. */
  private static MixtureSource source(int number, int examples, SplittableRandom random) {
    return MixtureSource.of(
        "s" + number,
        IntStream.range(0, examples)
            .mapToObj(
                example -> {
                  long[] tokens = new long[random.nextInt(2, LONGEST + 1)];
                  tokens[0] = number;
                  tokens[1] = example;
                  return TokenSequence.ofText(tokens);
                })
            .toList());
  }

  private static List<MixtureSource> sources(int count, SplittableRandom random) {
    List<MixtureSource> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(source(i, random.nextInt(3, 200), random));
    }
    return sources;
  }

  private static Map<String, Double> weights(int count, SplittableRandom random) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      weights.put("s" + i, 0.05 + random.nextDouble());
    }
    return weights;
  }

  private static List<long[]> rows(UpdateBatch<SequenceBatch> update) {
    List<long[]> rows = new ArrayList<>();
    for (SequenceBatch batch : update.microBatches()) {
      for (int row = 0; row < batch.rows(); row++) {
        rows.add(batch.rowTokens(row));
      }
    }
    return rows;
  }

  private static double share(Map<String, Double> weights, int source) {
    return weights.get("s" + source)
        / weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** A run is stopped and resumed twice; its windows are of whole updates, of a row each. */
  @Property(tries = 40)
  void everyWindowIsWithinOneExampleUnderResume(
      @ForAll @IntRange(min = 2, max = 6) int count,
      @ForAll Unit unit,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2400) int first,
      @ForAll @IntRange(min = 1, max = 2400) int second) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MixtureSource> sources = sources(count, random);
    Map<String, Double> weights = weights(count, random);
    MixtureConfig config = MixtureConfig.of(BatchConfig.of(1), 2500).withUnit(unit);
    double[][] balances = new double[2501][count];
    Mixture mixture = Mixture.of(sources, MixtureWeights.of(weights), config);
    for (int update = 0; update < 2500; update++) {
      if (update == first || update == second) {
        mixture = Mixture.of(sources, MixtureWeights.of(weights), config);
      }
      long[] row = rows(mixture.update(seed, update)).get(0);
      int size = unit == Unit.TOKENS ? row.length : 1;
      for (int i = 0; i < count; i++) {
        balances[update + 1][i] =
            balances[update][i] + share(weights, i) * size - (row[0] == i ? size : 0);
      }
    }
    double most = unit == Unit.TOKENS ? LONGEST : 1;
    for (int end = WINDOW; end <= 2500; end++) {
      for (int i = 0; i < count; i++) {
        assertThat(Math.abs(balances[end][i] - balances[end - WINDOW][i]))
            .isLessThanOrEqualTo(most * 1.001);
      }
    }
  }

  @Property(tries = 60)
  void anUpdateIsTheSameFromWhereverARunComes(
      @ForAll @IntRange(min = 1, max = 5) int count,
      @ForAll Unit unit,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 400) long index) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MixtureSource> sources = sources(count, random);
    MixtureWeights weights = MixtureWeights.of(weights(count, random));
    MixtureConfig config =
        MixtureConfig.of(BatchConfig.of(8).withMicroBatchTokens(3 * LONGEST), 500).withUnit(unit);
    Mixture straight = Mixture.of(sources, weights, config);
    UpdateBatch<SequenceBatch> reached = straight.update(seed, 0);
    for (long i = 0; i <= index; i++) {
      reached = straight.update(seed, i);
    }
    UpdateBatch<SequenceBatch> resumed = Mixture.of(sources, weights, config).update(seed, index);
    assertThat(resumed.exampleIds()).isEqualTo(reached.exampleIds());
    assertThat(rows(resumed)).containsExactlyElementsOf(rows(reached));
    for (int part = 0; part < resumed.microBatches().size(); part++) {
      SequenceBatch batch = resumed.microBatches().get(part);
      assertThat(batch.labels()).isEqualTo(reached.microBatches().get(part).labels());
      assertThat(batch.rows() * batch.columns()).isLessThanOrEqualTo(3 * LONGEST);
      for (int row = 0; row < batch.rows(); row++) {
        assertThat(batch.labels().get(row)).isEqualTo("s" + batch.token(row, 0));
      }
    }
  }

  @Property(tries = 40)
  void eachSourceIsWalkedOnceAnEpochInAnOrderThatTheOthersDoNotDecide(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int others) {
    SplittableRandom random = new SplittableRandom(seed);
    MixtureSource walked = source(0, 30, random);
    List<MixtureSource> all = new ArrayList<>(List.of(walked));
    for (int i = 1; i <= others; i++) {
      all.add(source(i, 10, random));
    }
    MixtureConfig config = MixtureConfig.of(BatchConfig.of(1), 1);
    List<Long> mixed = walk(all, weights(others + 1, random), config, seed);
    List<Long> alone = walk(List.of(walked), Map.of("s0", 1.0), config, seed);
    assertThat(mixed).isEqualTo(alone);
    for (int epoch = 0; epoch < 2; epoch++) {
      assertThat(new HashSet<>(alone.subList(30 * epoch, 30 * epoch + 30))).hasSize(30);
    }
    assertThat(alone.subList(0, 30)).isNotEqualTo(alone.subList(30, 60));
  }

  /** The first 60 examples that source 0 gives. */
  private static List<Long> walk(
      List<MixtureSource> sources, Map<String, Double> weights, MixtureConfig config, long seed) {
    Mixture mixture = Mixture.of(sources, MixtureWeights.of(weights), config);
    List<Long> walk = new ArrayList<>();
    for (long update = 0; walk.size() < 60; update++) {
      long[] row = rows(mixture.update(seed, update)).get(0);
      if (row[0] == 0) {
        walk.add(row[1]);
      }
    }
    return walk;
  }

  @Property(tries = 60)
  void reweightedNoSourceIsGoneThroughMoreOftenThanItMay(
      @ForAll @IntRange(min = 2, max = 5) int count, @ForAll Unit unit, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<MixtureSource> sources = new ArrayList<>(sources(count, random));
    for (int i = 1; i < count; i++) {
      sources.set(i, sources.get(i).withMaxEpochs(1 + 2 * random.nextDouble()));
    }
    MixtureConfig config =
        MixtureConfig.of(BatchConfig.of(4), 400).withUnit(unit).withWhenDry(WhenDry.REWEIGHT);
    Map<String, Double> weights = weights(count, random);
    Mixture mixture = Mixture.of(sources, MixtureWeights.of(weights), config);
    List<MixtureUse> uses = mixture.uses(seed);
    Map<Long, Integer> drawn = new HashMap<>();
    for (long update = 0; update < 400; update++) {
      rows(mixture.update(seed, update)).forEach(row -> drawn.merge(row[0], 1, Integer::sum));
    }
    for (int i = 0; i < count; i++) {
      MixtureUse use = uses.get(i);
      assertThat(use.examples()).isEqualTo((long) drawn.getOrDefault((long) i, 0));
      assertThat(use.epochs()).isLessThanOrEqualTo(sources.get(i).maxEpochs());
      assertThat(use.asked()).isEqualTo(share(weights, i));
    }
    assertThat(uses.stream().mapToDouble(MixtureUse::share).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
  }

  @Property(tries = 30)
  void aCurriculumOfTwoStaysWithinOneExampleOfItsSummedWeights(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int bend) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] heights = random.doubles(3, 0.01, 0.99).toArray();
    MixtureWeights weights =
        MixtureWeights.schedule(
            List.of(
                new MixtureWeights.Point(0, Map.of("s0", heights[0], "s1", 1 - heights[0])),
                new MixtureWeights.Point(bend, Map.of("s0", heights[1], "s1", 1 - heights[1])),
                new MixtureWeights.Point(700, Map.of("s0", heights[2], "s1", 1 - heights[2]))));
    Mixture mixture =
        Mixture.of(sources(2, random), weights, MixtureConfig.of(BatchConfig.of(4), 800));
    double balance = 0;
    double[] balances = new double[801];
    for (int update = 0; update < 800; update++) {
      double along =
          update < bend ? (double) update / bend : Math.min(1, (update - bend) / (700.0 - bend));
      double share =
          update < bend
              ? heights[0] + along * (heights[1] - heights[0])
              : heights[1] + along * (heights[2] - heights[1]);
      long given = rows(mixture.update(seed, update)).stream().filter(row -> row[0] == 0).count();
      balance += 4 * share - given;
      balances[update + 1] = balance;
    }
    double[] sorted = balances.clone();
    Arrays.sort(sorted);
    assertThat(sorted[800] - sorted[0]).isLessThanOrEqualTo(1.001);
  }
}
