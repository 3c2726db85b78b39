package org.temper.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Stateful;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;

/**
 * The choice of a run's checkpoint by one metric of its evaluations.
 *
 * @param metric a name that the evaluations give
 * @param direction which values are better
 */
public record BestCheckpoint(String metric, Direction direction) {

  /**
   * What a run has to keep for it.
   *
   * @return the newest checkpoint and the best one
   */
  public Retention retention() {
    return Retention.last(1).andBest(metric, direction);
  }

  /**
   * Settings of a run that is evaluated, and has a checkpoint to choose, some times.
   *
   * @param out the directory of the run
   * @param seed decides the order of the data
   * @param updates its updates, at least 1
   * @param evaluations about how many, at least 1, beside the one before the first update
   * @param settings whatever else decides its numbers
   * @return the settings
   */
  public RunConfig config(
      Path out, long seed, int updates, int evaluations, Map<String, String> settings) {
    int distance = Math.max(1, updates / evaluations);
    return RunConfig.of(out, RunLength.ofUpdates(updates), seed)
        .withEvaluateEvery(distance)
        .withCheckpointEvery(distance)
        .withRetention(retention())
        .withSettings(settings);
  }

  /**
   * Makes a run, shown by its progress and its curves, and chooses.
   *
   * @param run the run, with what measures the metric
   * @param out its directory
   * @param start whether it goes on from a checkpoint
   * @param state the trainer's, which is that of the best checkpoint then
   * @param <B> the trainer's batches
   * @return what decided its numbers
   */
  public <B> Map<String, String> run(
      TrainingRun<B> run, Path out, Start start, Map<String, Stateful> state) {
    SignalStop.run(
        run.withSink(new ConsoleProgress(out.getFileName().toString()))
            .withSink(new Curves(out.resolve("curves"))),
        start,
        new PrintWriter(System.err, true, UTF_8));
    restore(out, state);
    return run.identity();
  }

  /**
   * Gives a trainer the state of the best checkpoint, the earliest of those that are as good.
   *
   * @param out the directory of the run
   * @param state the trainer's
   */
  public void restore(Path out, Map<String, Stateful> state) {
    Checkpoints checkpoints = Checkpoints.in(out);
    checkpoints.restore(
        checkpoints.best(new Retention.Best(metric, direction)).orElseThrow(), state);
  }
}
