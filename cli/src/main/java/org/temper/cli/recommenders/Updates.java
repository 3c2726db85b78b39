package org.temper.cli.recommenders;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.temper.algorithms.metrics.MetricValues;
import org.temper.algorithms.metrics.RunUnit;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingDivergedException;
import org.temper.api.UpdateBatch;
import org.temper.api.UpdateSource;

/**
 * A trainer's updates, one epoch after the other, in memory: dozens of short trainings that are
 * compared are repeated rather than resumed.
 */
final class Updates<B> {
  private final RunUnit unit;
  private final Function<List<B>, MetricValues> verb;
  private final UpdateSource<B> source;
  private final long seed;
  private long made;

  Updates(Trainer<B> trainer, UpdateSource<B> source, long seed) {
    this(RunUnit.UPDATE, trainer::update, source, seed);
  }

  /** Iterations in the stead of updates. */
  Updates(IterationTrainer<B> trainer, UpdateSource<B> source, long seed) {
    this(RunUnit.ITERATION, trainer::iterate, source, seed);
  }

  private Updates(
      RunUnit unit, Function<List<B>, MetricValues> verb, UpdateSource<B> source, long seed) {
    this.unit = unit;
    this.verb = verb;
    this.source = source;
    this.seed = seed;
  }

  /** How many updates an epoch has. */
  int perEpoch() {
    return Math.toIntExact(source.updatesPerEpoch());
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
      UpdateBatch<B> batch = source.update(seed, made);
      MetricValues metrics = verb.apply(batch.microBatches());
      made++;
      if (!Double.isFinite(metrics.loss()) || !Double.isFinite(metrics.gradientNorm())) {
        throw new TrainingDivergedException(
            unit, made, metrics.loss(), metrics.gradientNorm(), batch.exampleIds());
      }
      metrics.toMap().forEach((name, value) -> sums.merge(name, value, Double::sum));
    }
    ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
    sums.forEach((name, sum) -> means.put(name, sum / count));
    return means.buildOrThrow();
  }
}
