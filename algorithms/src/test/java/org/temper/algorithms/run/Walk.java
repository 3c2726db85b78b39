package org.temper.algorithms.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

/**
 * A trainer without a model: its position moves towards each number of a batch, with momentum. All
 * of its state is in two arrays, so whatever a resume forgets shows in the next loss.
 */
final class Walk implements Trainer<Double>, AutoCloseable {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final NDArray position = manager.create(new float[] {0, 0});
  private final NDArray momentum = manager.create(new float[] {0, 0});

  private static final Metric LOSS = Metric.loss("squares", "half the squared distance");
  private static final List<Metric> METRICS = List.of(LOSS, Metric.GRADIENT_NORM);

  @Override
  public Metrics update(List<Double> microBatches) {
    float[] x = position.toFloatArray();
    float[] v = momentum.toFloatArray();
    double target = microBatches.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double loss = 0;
    double norm = 0;
    for (int i = 0; i < x.length; i++) {
      double gradient = x[i] - target * (i + 1);
      loss += gradient * gradient / 2;
      norm += gradient * gradient;
      v[i] = (float) (0.9 * v[i] + gradient);
      x[i] -= (float) (0.05 * v[i]);
    }
    if (Double.isFinite(loss)) {
      set(position, x);
      set(momentum, v);
    }
    MetricTally tally = new MetricTally(METRICS);
    tally.add(LOSS, loss);
    tally.add(Metric.GRADIENT_NORM, Math.sqrt(norm));
    return tally.metrics();
  }

  /** Puts it elsewhere, as nothing of a run does. */
  void position(float value) {
    set(position, new float[] {value, value});
  }

  private void set(NDArray array, float[] values) {
    try (NDArray source = manager.create(values)) {
      source.copyTo(array);
    }
  }

  float[] position() {
    return position.toFloatArray();
  }

  @Override
  public TrainerDescription description() {
    return new TrainerDescription(
        ImmutableMap.of(
            "policy", () -> Map.of("position", position), "optimizer", () -> Map.of("v", momentum)),
        METRICS,
        Map.of());
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Epochs of the given number of updates; each number depends on seed, epoch and row alone. */
  static UpdateSource<Double> source(int updates) {
    return Epochs.source(
        updates,
        (seed, epoch) -> {
          Random random = new Random(31 * seed + epoch);
          List<UpdateBatch<Double>> batches = new ArrayList<>();
          IntStream.range(0, updates)
              .forEach(
                  i ->
                      batches.add(
                          new UpdateBatch<>(
                              List.of(random.nextDouble(), random.nextDouble()),
                              List.of("row-" + 2 * i, "row-" + (2 * i + 1)))));
          return batches;
        });
  }
}
