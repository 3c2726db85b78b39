package org.temper.cli.recommenders;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingDivergedException;
import org.temper.api.UpdateBatch;
import org.temper.api.UpdateSource;

/**
 * A trainer's updates, one epoch after the other, in memory: dozens of short trainings that are
 * compared are repeated rather than resumed.
 */
final class Updates<B> {
  private final Trainer<B, ?> trainer;
  private final UpdateSource<B> source;
  private final long seed;
  private List<UpdateBatch<B>> epoch;
  private int epochs;
  private int next;
  private long made;

  Updates(Trainer<B, ?> trainer, UpdateSource<B> source, long seed) {
    this.trainer = trainer;
    this.source = source;
    this.seed = seed;
    this.epoch = source.epoch(seed, 0);
  }

  /** How many updates an epoch has. */
  int perEpoch() {
    return epoch.size();
  }

  /** How many updates were made. */
  long made() {
    return made;
  }

  /**
   * Makes updates.
   *
   * @return the means of their metrics
   * @throws TrainingDivergedException if a loss or a gradient norm is not finite
   */
  Map<String, Double> make(int count) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      if (next == epoch.size()) {
        epochs++;
        next = 0;
        epoch = source.epoch(seed, epochs);
      }
      UpdateBatch<B> batch = epoch.get(next++);
      Metrics metrics = trainer.update(batch.microBatches());
      made++;
      if (!Double.isFinite(metrics.loss()) || !Double.isFinite(metrics.gradientNorm())) {
        throw new TrainingDivergedException(
            made, metrics.loss(), metrics.gradientNorm(), batch.exampleIds());
      }
      metrics.toMap().forEach((name, value) -> sums.merge(name, value, Double::sum));
    }
    ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
    sums.forEach((name, sum) -> means.put(name, sum / count));
    return means.buildOrThrow();
  }
}
