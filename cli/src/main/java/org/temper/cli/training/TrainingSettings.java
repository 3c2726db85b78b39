package org.temper.cli.training;

import java.nio.file.Path;
import java.util.Map;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.run.Evaluator;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.UpdateSource;
import org.temper.data.BatchConfig;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.reporting.ConsoleProgress;
import org.temper.reporting.Curves;

/**
 * Settings of how a stage of a recipe is trained.
 *
 * @param name the stage's name, shown beside its progress
 * @param out where it writes
 * @param start whether it goes on from a checkpoint
 * @param seed decides the order of the data
 * @param updates how many updates it makes
 * @param batches what an update sees
 * @param optimizer settings of AdamW
 * @param evaluateEvery updates between evaluations
 * @param checkpointEvery updates between checkpoints
 * @param settings whatever decides the numbers; a resume with others is refused
 */
public record TrainingSettings(
    String name,
    Path out,
    Start start,
    long seed,
    int updates,
    BatchConfig batches,
    AdamWConfig optimizer,
    int evaluateEvery,
    int checkpointEvery,
    Map<String, String> settings) {

  /** How a run starts. */
  public enum Start {
    /** From the beginning; an earlier run in the directory is an error. */
    FRESH,
    /** From the newest checkpoint, or from the beginning where there is none. */
    RESUMED
  }

  /** Copies the settings. */
  public TrainingSettings {
    settings = Map.copyOf(settings);
  }

  /**
   * Runs a trainer to its last update.
   *
   * @param trainer makes the updates
   * @param source what they train on
   * @param evaluator measures on held-out data
   * @param <B> the trainer's micro-batches
   * @return what was recorded, and what decided it
   */
  <B> Trained run(Trainer<B> trainer, UpdateSource<B> source, Evaluator evaluator) {
    MetricsHistory history = new MetricsHistory();
    RunConfig config =
        RunConfig.of(out, RunLength.ofUpdates(updates), seed)
            .withEvaluateEvery(evaluateEvery)
            .withCheckpointEvery(checkpointEvery)
            .withSettings(settings);
    TrainingRun<B> run =
        TrainingRun.of(trainer, source, config)
            .withEvaluator(evaluator)
            .withSink(new ConsoleProgress(name))
            .withSink(new Curves(out))
            .withSink(history);
    if (start == Start.RESUMED) {
      run.resume();
    } else {
      run.start();
    }
    return new Trained(history, run.identity());
  }
}
