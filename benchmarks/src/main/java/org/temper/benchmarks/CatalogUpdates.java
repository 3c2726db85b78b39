package org.temper.benchmarks;

import ai.djl.Device;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.ItemFrequencies;
import org.temper.models.recommender.Negatives;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SampledSoftmaxPolicy;
import org.temper.models.recommender.SasRecConfig;
import org.temper.models.recommender.TimeSignal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A benchmark of where a training update of a recommender spends its time, and how that grows with
 * the catalog: by kinds of negatives, with AdamW over all items and over those that were reached.
 * Items are drawn uniformly, which reaches more of a large catalog than people do.
 */
@Command(name = "catalog-updates", mixinStandardHelpOptions = true)
public final class CatalogUpdates implements Callable<Integer> {
  private static final int LAYERS = 2;
  private static final int WARMUP = 3;

  /** Where negatives come from. */
  enum Sampling {
    UNIFORM,
    SHARED,
    IN_BATCH,
    MIXED
  }

  @Option(names = "--model", description = "hstu or sasrec (default: ${DEFAULT-VALUE})")
  private String model = "hstu";

  @Option(names = "--items", split = ",", description = "catalog sizes, the first to compare with")
  private List<Integer> items = List.of(10_000, 1_000_000);

  @Option(names = "--width", description = "numbers of a vector (default: ${DEFAULT-VALUE})")
  private int width = 64;

  @Option(names = "--users", description = "rows of a batch (default: ${DEFAULT-VALUE})")
  private int users = 32;

  @Option(names = "--events", description = "events of a row (default: ${DEFAULT-VALUE})")
  private int events = 100;

  @Option(names = "--sampling", split = ",", description = "kinds (default: all)")
  private List<Sampling> kinds = List.of(Sampling.values());

  @Option(names = "--negatives", description = "for each item (default: ${DEFAULT-VALUE})")
  private int negatives = 128;

  @Option(names = "--shared", description = "for a batch (default: ${DEFAULT-VALUE})")
  private int shared = 2048;

  @Option(names = "--batches", description = "timed updates of each (default: ${DEFAULT-VALUE})")
  private int batches = 9;

  @Option(names = "--threads", description = "threads of libtorch (default: ${DEFAULT-VALUE})")
  private int threads = 1;

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new CatalogUpdates())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.out.println("| negatives | AdamW | items | score | backward | step | all, ms | × |");
    System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    for (Sampling kind : kinds) {
      for (String rows : List.of("all", "reached")) {
        double first = 0;
        for (int size : items) {
          double[] phases = measure(kind, size, rows);
          double all = Arrays.stream(phases).sum();
          first = first == 0 ? all : first;
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %,d | %.1f | %.1f | %.1f | %.1f | %.2f |%n",
              kind.name().toLowerCase(Locale.ROOT),
              rows,
              size,
              phases[0],
              phases[1],
              phases[2],
              all,
              all / first);
        }
      }
    }
    return 0;
  }

  /** Median milliseconds of scoring, the way back and the optimizer's step. */
  private double[] measure(Sampling kind, int size, String rows) {
    RecommenderConfig config =
        model.equals("sasrec")
            ? new SasRecConfig(size, width, LAYERS, 1, events)
            : HstuConfig.of(size, width, LAYERS, 1, events).withTime(TimeSignal.NONE);
    AdamWConfig adamW = AdamWConfig.of(Tracker.fixed(1e-3f));
    if (rows.equals("reached")) {
      adamW = adamW.withRowUpdates(RecommenderPolicy.ITEM_TABLE);
    }
    double[][] times = new double[3][batches];
    try (RecommenderPolicy policy =
            RecommenderPolicy.random(config, 1, RecommenderOptions.on(Device.cpu()));
        AdamW optimizer = AdamW.of(policy.parameters(), adamW);
        SampledSoftmaxPolicy sampled = policy.sampledSoftmax(drawn(kind, size))) {
      for (int batch = -WARMUP; batch < batches; batch++) {
        SequenceBatch histories = histories(batch, size);
        long start = System.nanoTime();
        ScoredBatch scored = sampled.score(histories);
        long forward = System.nanoTime();
        scored.backward(scored.tokenLogProbs().mean().neg());
        scored.close();
        long backward = System.nanoTime();
        optimizer.step();
        long end = System.nanoTime();
        if (batch >= 0) {
          times[0][batch] = (forward - start) * 1e-6;
          times[1][batch] = (backward - forward) * 1e-6;
          times[2][batch] = (end - backward) * 1e-6;
        }
      }
    }
    return Arrays.stream(times).mapToDouble(CatalogUpdates::median).toArray();
  }

  private Negatives drawn(Sampling kind, int size) {
    ItemFrequencies even = ItemFrequencies.of(new long[size]);
    return switch (kind) {
      case UNIFORM -> Negatives.uniform(negatives);
      case SHARED -> Negatives.shared(shared);
      case IN_BATCH -> Negatives.inBatch(even);
      case MIXED -> Negatives.mixed(shared, even);
    };
  }

  private SequenceBatch histories(int number, int size) {
    int cells = users * events;
    boolean[] every = new boolean[cells];
    Arrays.fill(every, true);
    long[] chosen = new Random(number).longs(cells, 0, size).toArray();
    return SequenceBatch.of(users, events, chosen, every, every);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }
}
