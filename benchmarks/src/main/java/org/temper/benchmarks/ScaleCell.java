package org.temper.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;
import org.temper.evaluation.ranking.TopItems;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.TimeSignal;
import org.temper.testkit.ResidentMemory;

/**
 * The part of {@link RecommenderScale} that is measured in one process.
 *
 * @param work what is timed
 * @param items the size of the catalog
 * @param users rows of a batch, each of {@link #EVENTS} events
 */
record ScaleCell(Work work, int items, int users) {
  /** Events in each row: about the median of MovieLens 1M. */
  static final int EVENTS = 100;

  private static final int WIDTH = 50;
  private static final int LAYERS = 2;
  private static final int HEADS = 1;
  private static final int LONGEST = 211;
  private static final int NEGATIVES = 128;
  private static final int BEST = 10;
  private static final double DROPOUT = 0.2;
  private static final int WARMUP = 2;
  private static final long SEED = 1;

  /** What is timed. */
  enum Work {
    /** An update: sampled softmax, backward, AdamW. */
    STEP,
    /** The best items of each row, over the whole catalog, without what was seen. */
    QUERY
  }

  /**
   * What was measured.
   *
   * @param cell where
   * @param seconds the median time of one batch
   * @param peak the most resident memory of the process, in MiB
   * @param before its resident memory when the model was there but nothing had been done with it
   */
  record Measurement(ScaleCell cell, double seconds, double peak, double before) {
    static final String HEADER = "work,items,users,interactions,seconds,peak_mib,before_mib";

    String csv() {
      return String.format(
          Locale.ROOT,
          "%s,%d,%d,%d,%.6f,%.1f,%.1f",
          cell.work.name().toLowerCase(Locale.ROOT),
          cell.items,
          cell.users,
          cell.users * EVENTS,
          seconds,
          peak,
          before);
    }

    static Measurement parse(String csv) {
      String[] fields = csv.split(",", -1);
      return new Measurement(
          new ScaleCell(
              Work.valueOf(fields[0].toUpperCase(Locale.ROOT)),
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2])),
          Double.parseDouble(fields[4]),
          Double.parseDouble(fields[5]),
          Double.parseDouble(fields[6]));
    }
  }

  /** Measures in this process, which should have done nothing else. */
  Measurement measure(int batches) throws IOException {
    HstuConfig config =
        HstuConfig.of(items, WIDTH, LAYERS, HEADS, LONGEST).withTime(TimeSignal.TARGET);
    RecommenderOptions options = RecommenderOptions.on(Device.cpu()).withDropout(DROPOUT, SEED);
    try (RecommenderPolicy policy = RecommenderPolicy.random(config, SEED, options)) {
      double before = ResidentMemory.nowMebibytes();
      double seconds =
          switch (work) {
            case STEP -> steps(policy, batches);
            case QUERY -> median(batches, batch -> query(policy, batch));
          };
      return new Measurement(this, seconds, ResidentMemory.peakMebibytes(), before);
    }
  }

  private double steps(RecommenderPolicy policy, int batches) {
    try (AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(1e-3f)))) {
      SftTrainer trainer = new SftTrainer(policy.sampledSoftmax(NEGATIVES), optimizer);
      return median(batches, batch -> trainer.update(List.of(batch)));
    }
  }

  private void query(RecommenderPolicy policy, SequenceBatch histories) {
    float[][] scores = policy.nextItems(histories);
    for (int row = 0; row < users; row++) {
      boolean[] seen = new boolean[items];
      for (int column = 0; column < EVENTS; column++) {
        seen[(int) histories.token(row, column)] = true;
      }
      TopItems.of(scores[row], BEST, item -> seen[item], SEED, row);
    }
  }

  private SequenceBatch histories(int number) {
    Random random = new Random(number);
    int size = users * EVENTS;
    long[] events = random.longs(size, 0, items).toArray();
    boolean[] every = new boolean[size];
    Arrays.fill(every, true);
    long[] times = new long[size];
    long[] nextTimes = new long[size];
    for (int row = 0; row < users; row++) {
      long time = 1_000_000_000L + random.nextInt(100_000_000);
      for (int index = row * EVENTS; index < (row + 1) * EVENTS; index++) {
        times[index] = time;
        time += (long) Math.exp(16 * random.nextDouble());
        nextTimes[index] = time;
      }
    }
    Shape shape = new Shape(users, EVENTS);
    return SequenceBatch.of(users, EVENTS, events, every, every)
        .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, shape))
        .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(nextTimes, shape));
  }

  private double median(int batches, Consumer<SequenceBatch> act) {
    double[] seconds = new double[batches];
    for (int batch = -WARMUP; batch < batches; batch++) {
      SequenceBatch histories = histories(batch);
      long start = System.nanoTime();
      act.accept(histories);
      if (batch >= 0) {
        seconds[batch] = (System.nanoTime() - start) * 1e-9;
      }
    }
    Arrays.sort(seconds);
    return (seconds[(batches - 1) / 2] + seconds[batches / 2]) / 2;
  }
}
