package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.metrics.RunUnit;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.testkit.Epochs;

class IterationRunTest {
  private static final Metric LOSS = Metric.loss("squares", "what two steps of a walk descend");

  @TempDir Path directory;

  /** Two steps of a walk at a time. */
  private record TwoSteps(Walk walk) implements IterationTrainer<Double> {

    @Override
    public Metrics iterate(List<Double> microBatches) {
      walk.update(microBatches);
      Metrics last = walk.update(microBatches);
      return new Metrics(
          ImmutableMap.of(LOSS, last.loss(), Metric.GRADIENT_NORM, last.gradientNorm()));
    }

    @Override
    public TrainerDescription description() {
      return new TrainerDescription(
          walk.state(),
          List.of(LOSS, Metric.GRADIENT_NORM),
          Map.of("trainer.algorithm", "two_steps"));
    }
  }

  /** Keeps what it is told. */
  private static final class Told implements MetricSink {
    private final List<Start> starts = new ArrayList<>();

    @Override
    public void start(Start start) {
      starts.add(start);
    }

    @Override
    public void record(MetricLine line) {}
  }

  @Test
  void aRunCountsIterations() {
    Told told = new Told();
    try (Walk walk = new Walk();
        Walk twice = new Walk()) {
      TrainingRun.of(new TwoSteps(walk), Walk.source(4), config("counted", 6))
          .withSink(told)
          .start();
      for (long i = 0; i < 6; i++) {
        new TwoSteps(twice).iterate(Walk.source(4).update(7, i).microBatches());
      }
      assertThat(walk.position()).isEqualTo(twice.position()).isNotEqualTo(new float[2]);
    }
    assertThat(told.starts)
        .extracting(MetricSink.Start::unit, MetricSink.Start::totalUpdates)
        .containsExactly(tuple(RunUnit.ITERATION, 6L));
    assertThat(told.starts.get(0).units()).containsEntry("loss", "squares");
    assertThat(MetricsFile.read(directory.resolve("counted/metrics.jsonl")))
        .extracting(MetricLine::update)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void aStopNamesTheIteration() {
    UpdateSource<Double> infinite =
        Epochs.source(
            1,
            (seed, epoch) ->
                List.of(
                    new UpdateBatch<>(
                        List.of(epoch == 2 ? Double.POSITIVE_INFINITY : 1), List.of("row"))));
    try (Walk walk = new Walk()) {
      TrainingRun<Double> run = TrainingRun.of(new TwoSteps(walk), infinite, config("infinite", 6));
      assertThatThrownBy(run::start)
          .isInstanceOf(DivergenceException.class)
          .hasMessageStartingWith("iteration 3: expected a finite loss");
    }
  }

  private RunConfig config(String name, long iterations) {
    return RunConfig.of(directory.resolve(name), RunLength.ofUpdates(iterations), 7);
  }
}
