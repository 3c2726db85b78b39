package org.temper.cli.tuning;

import java.util.List;
import java.util.stream.Stream;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;

/**
 * Settings of how a model is tuned on its answers.
 *
 * @param start whether it goes on from where it was stopped
 * @param seed decides the order of the answers
 * @param updates optimizer updates, at least 1
 * @param batches what an update sees
 * @param rates its peak learning rate by the model's size
 * @param maxGradientNorm global norm to cut gradients to; where nearly all are cut, batches with
 *     more wrong answers than others count less than they are, and confidence becomes too high
 * @param evaluationRows answers that are evaluated at once
 * @param sinks what else is told of the run, beside its progress
 */
record TuningConfig(
    Start start,
    long seed,
    int updates,
    BatchConfig batches,
    LearningRates rates,
    double maxGradientNorm,
    int evaluationRows,
    List<MetricSink> sinks) {

  /** Copies. */
  TuningConfig {
    sinks = List.copyOf(sinks);
  }

  /** These settings, with one more that is told of the run. */
  TuningConfig with(MetricSink sink) {
    return new TuningConfig(
        start,
        seed,
        updates,
        batches,
        rates,
        maxGradientNorm,
        evaluationRows,
        Stream.concat(sinks.stream(), Stream.of(sink)).toList());
  }
}
