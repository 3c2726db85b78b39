package org.temper.benchmarks;

import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.algorithms.dpo.DpoConfig;
import org.temper.algorithms.dpo.DpoTrainer;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.AdamW;
import org.temper.models.AdamWConfig;
import org.temper.models.DecoderConfig;
import org.temper.models.DecoderOptions;
import org.temper.models.DecoderPolicy;
import org.temper.models.RotaryConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.LiveArrays;

/**
 * Many updates of a tiny model, each one SFT update, one DPO update and one sampled batch of ragged
 * lengths: prints the number of live arrays and the resident memory of the process on the way.
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
    Random random = new Random(1);
    try (DecoderPolicy policy = DecoderPolicy.random(config, 1, DecoderOptions.defaults());
        DecoderPolicy reference = policy.frozenCopy();
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(1e-3f)))) {
      SftTrainer sft = new SftTrainer(policy, optimizer);
      DpoTrainer dpo = new DpoTrainer(policy, reference, optimizer, DpoConfig.defaults());
      Sampler sampler = Sampler.of(policy, SamplingConfig.defaults().withMaxNewTokens(8));
      double first = 0;
      int updates = args.length == 0 ? UPDATES : Integer.parseInt(args[0]);
      for (int update = 1; update <= updates; update++) {
        sft.update(List.of(SequenceBatch.of(sequences(random, 8))));
        dpo.update(List.of(PreferenceBatch.of(pairs(random, 4))));
        sampler.sample(prompts(random, 4), update);
        if (update % REPORT_EVERY == 0) {
          double resident = ResidentMemory.nowMebibytes();
          first = first == 0 ? resident : first;
          System.out.printf(
              Locale.ROOT,
              "update %4d: %d live arrays, %.1f MiB resident, %+.2f %% since update %d%n",
              update,
              LiveArrays.count(),
              resident,
              100 * (resident / first - 1),
              REPORT_EVERY);
        }
      }
    }
  }

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
