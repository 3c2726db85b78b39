package org.temper.benchmarks;

import ai.djl.Device;
import ai.djl.training.tracker.Tracker;
import java.util.*;
import org.temper.api.*;
import org.temper.models.optimizer.*;
import org.temper.models.recommender.*;

public final class UpdatePhases {
  public static void main(String[] a) {
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    for (int items : new int[] {10_000, 1_000_000}) {
      HstuConfig config = HstuConfig.of(items, 64, 2, 1, 211).withTime(TimeSignal.NONE);
      try (RecommenderPolicy policy =
              RecommenderPolicy.random(config, 1, RecommenderOptions.on(Device.cpu()));
          AdamW optimizer =
              AdamW.of(
                  policy.parameters(),
                  a.length > 1
                      ? AdamWConfig.of(Tracker.fixed(1e-3f))
                      : AdamWConfig.of(Tracker.fixed(1e-3f))
                          .withRowUpdates(RecommenderPolicy.ITEM_TABLE));
          SampledSoftmaxPolicy sampled =
              policy.sampledSoftmax(
                  a[0].equals("own")
                      ? Negatives.uniform(128)
                      : Negatives.shared(Integer.parseInt(a[0])))) {
        double[][] times = new double[3][9];
        for (int i = -2; i < 9; i++) {
          Random random = new Random(i);
          boolean[] every = new boolean[3200];
          Arrays.fill(every, true);
          SequenceBatch batch =
              SequenceBatch.of(32, 100, random.longs(3200, 0, items).toArray(), every, every);
          long t0 = System.nanoTime();
          ScoredBatch scored = sampled.score(batch);
          long t1 = System.nanoTime();
          scored.backward(scored.tokenLogProbs().sum().neg().div(3200));
          scored.close();
          long t2 = System.nanoTime();
          optimizer.step();
          long t3 = System.nanoTime();
          if (i >= 0) {
            times[0][i] = (t1 - t0) / 1e6;
            times[1][i] = (t2 - t1) / 1e6;
            times[2][i] = (t3 - t2) / 1e6;
          }
        }
        for (double[] t : times) Arrays.sort(t);
        System.out.printf(
            "%d score %.1f backward %.1f step %.1f%n",
            items, times[0][4], times[1][4], times[2][4]);
      }
    }
  }
}
