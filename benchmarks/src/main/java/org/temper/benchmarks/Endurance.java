package org.temper.benchmarks;

import ai.djl.training.tracker.Tracker;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.PreferenceBatch;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.ResidentMemory;

/**
 * A long run of a tiny model, checkpoints and all, each of whose updates is one of SFT, one of DPO
 * and a sampled batch, of ragged lengths: prints the number of live arrays and the resident memory
 * of the process on the way.
 *
 * <p>The first argument is the number of updates, 1,000 where there is none. Resident memory is
 * read from {@code /proc/self/status}, so on Linux alone.
 */
final class Endurance {
  private static final int VOCABULARY = 256;
  private static final int UPDATES = 1_000;
  private static final int REPORT_EVERY = 100;

  private Endurance() {}

  public static void main(String[] args) throws IOException {
    DecoderConfig config =
        new DecoderConfig(
            VOCABULARY,
            64,
            172,
            2,
            4,
            2,
            16,
            128,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of(DecoderConfig.Feature.TIED_HEAD));
    int updates = args.length == 0 ? UPDATES : Integer.parseInt(args[0]);
    try (DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults());
        DecoderPolicy reference = policy.frozenCopy();
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(1e-3f)))) {
      Rounds rounds =
          new Rounds(
              new SftTrainer(policy, optimizer),
              PreferenceTrainer.ofTexts(policy, reference, optimizer, PreferenceObjective.dpo()),
              Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(8)));
      Path out = Files.createTempDirectory("endurance");
      TrainingRun.of(rounds, ROUNDS, RunConfig.of(out, RunLength.ofUpdates(updates), 1))
          .withSink(new MemorySink())
          .start();
      MoreFiles.deleteRecursively(out);
    }
  }

  /** What one update trains on and answers. */
  private record Round(SequenceBatch examples, PreferenceBatch pairs, List<long[]> prompts) {}

  /** Makes the three parts of a round one after the other, and tells of the first. */
  private record Rounds(SftTrainer sft, PreferenceTrainer<PreferenceBatch> dpo, Sampler sampler)
      implements Trainer<Round> {
    @Override
    public Metrics update(List<Round> microBatches) {
      Round round = microBatches.get(0);
      dpo.update(List.of(round.pairs()));
      sampler.sample(round.prompts(), 1);
      return sft.update(List.of(round.examples()));
    }

    @Override
    public TrainerDescription description() {
      return sft.description();
    }
  }

  /** Prints, each hundred updates, the memory now, before the checkpoint, and over the hundred. */
  private static final class MemorySink implements MetricSink {
    private DoubleSummaryStatistics resident = new DoubleSummaryStatistics();
    private OptionalDouble base = OptionalDouble.empty();

    @Override
    public void record(MetricLine metrics) {
      double now = resident();
      resident.accept(now);
      if (metrics.update() % REPORT_EVERY != 0) {
        return;
      }
      base = OptionalDouble.of(base.orElse(now));
      System.out.printf(
          Locale.ROOT,
          "update %4d: %d live arrays; resident %.1f MiB (%+.2f %% since update %d),"
              + " mean of the last %d %+.2f %%, most %+.2f %%%n",
          metrics.update(),
          LiveArrays.count(),
          now,
          growth(now),
          REPORT_EVERY,
          REPORT_EVERY,
          growth(resident.getAverage()),
          growth(resident.getMax()));
      resident = new DoubleSummaryStatistics();
    }

    private double growth(double mebibytes) {
      return 100 * (mebibytes / base.getAsDouble() - 1);
    }

    private static double resident() {
      try {
        return ResidentMemory.nowMebibytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Rounds whose lengths depend on the seed and the update alone. */
  private static final UpdateSource<Round> ROUNDS =
      new UpdateSource<>() {
        @Override
        public long updatesPerEpoch() {
          return REPORT_EVERY;
        }

        @Override
        public UpdateBatch<Round> update(long seed, long index) {
          Random random = new Random(Seeds.derive(seed, "round", index));
          return new UpdateBatch<>(
              List.of(
                  new Round(
                      SequenceBatch.of(sequences(random, 8)),
                      PreferenceBatch.of(pairs(random, 4)),
                      prompts(random, 4))),
              List.of());
        }
      };

  private static List<TokenSequence> sequences(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TokenSequence.of(tokens(random), tokens(random)))
        .toList();
  }

  private static List<PreferenceBatch.Pair> pairs(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              long[] prompt = tokens(random);
              return new PreferenceBatch.Pair(
                  TokenSequence.of(prompt, tokens(random)),
                  TokenSequence.of(prompt, tokens(random)));
            })
        .toList();
  }

  private static List<long[]> prompts(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> tokens(random)).toList();
  }

  private static long[] tokens(Random random) {
    return random.longs(1 + random.nextInt(40), 0, VOCABULARY).toArray();
  }
}
