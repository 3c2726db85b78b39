package org.temper.algorithms.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.metrics.Metrics;

/** A run in a process of its own, to be killed: {@code main(out, updates, milliseconds)}. */
final class KilledRun {

  private KilledRun() {}

  /**
   * Runs or resumes.
   *
   * @param args the run's directory, its updates, and how long each takes
   */
  public static void main(String[] args) {
    resume(Path.of(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]));
  }

  static RunResult resume(Path out, long updates, long milliseconds) {
    RunConfig config =
        RunConfig.of(out, RunLength.ofUpdates(updates), 7)
            .withEvaluateEvery(3)
            .withCheckpointEvery(3)
            .withRetention(Retention.last(2).andBest("x", Retention.Direction.MAX));
    try (Walk walk = new Walk()) {
      Trainer<Double> slow =
          new Trainer<>() {
            @Override
            public Metrics update(List<Double> microBatches) {
              try {
                Thread.sleep(milliseconds);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return walk.update(microBatches);
            }

            @Override
            public TrainerDescription description() {
              return walk.description();
            }
          };
      return TrainingRun.of(slow, Walk.source(10), config)
          .withEvaluator(() -> Map.of("x", (double) walk.position()[1]))
          .resume();
    }
  }
}
