package org.temper.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.updates.UpdateSource;
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
 * @param evaluationRows sequences that are evaluated at once
 * @param settings whatever decides the numbers; a resume with others is refused
 * @param sinks what else is told of the run, beside its progress
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
    int evaluationRows,
    Map<String, String> settings,
    List<MetricSink> sinks) {

  /** Sequences that are evaluated at once where memory allows it. */
  public static final int EVALUATION_ROWS = 64;

  /** How a run starts. */
  public enum Start {
    /** From the beginning; an earlier run in the directory is an error. */
    FRESH,
    /** From the newest checkpoint, or from the beginning where there is none. */
    RESUMED
  }

  /** Copies. */
  public TrainingSettings {
    settings = Map.copyOf(settings);
    sinks = List.copyOf(sinks);
  }

  /**
   * These settings for one trial of several.
   *
   * @param trial the trial's name, shown beside its progress
   * @param directory where it writes
   * @param trialSeed decides the order of the data
   * @param deciding whatever decides the numbers
   * @return new settings, told to no sink
   */
  public TrainingSettings ofTrial(
      String trial, Path directory, long trialSeed, Map<String, String> deciding) {
    return of(trial, directory, trialSeed, deciding, List.of());
  }

  /** These settings with one more thing that decides the numbers. */
  TrainingSettings with(String setting, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(setting, value);
    return of(name, out, seed, more, sinks);
  }

  private TrainingSettings of(
      String stage,
      Path directory,
      long orderSeed,
      Map<String, String> deciding,
      List<MetricSink> told) {
    return new TrainingSettings(
        stage,
        directory,
        start,
        orderSeed,
        updates,
        batches,
        optimizer,
        evaluateEvery,
        checkpointEvery,
        evaluationRows,
        deciding,
        told);
  }

  /**
   * Runs a trainer to its last update.
   *
   * @param trainer makes the updates
   * @param source what they train on
   * @param heldOut what is measured on; where there is nothing, nothing is measured
   * @param evaluation measures
   * @param <B> the trainer's micro-batches
   * @return what was recorded, and what decided it
   */
  <B> Trained run(
      Trainer<B> trainer,
      UpdateSource<B> source,
      List<B> heldOut,
      Function<List<B>, Metrics> evaluation) {
    ConsoleProgress progress = new ConsoleProgress(name);
    MetricsHistory history = new MetricsHistory();
    RunConfig config =
        RunConfig.of(out, RunLength.ofUpdates(updates), seed)
            .withEvaluateEvery(evaluateEvery)
            .withCheckpointEvery(checkpointEvery)
            .withSettings(settings);
    TrainingRun<B> run =
        TrainingRun.of(trainer, source, config)
            .withSink(history)
            .withSink(progress)
            .withSink(new Curves(out.resolve("curves")));
    for (MetricSink sink : sinks) {
      run = run.withSink(sink);
    }
    if (!heldOut.isEmpty()) {
      List<B> watched = progress.watched(heldOut);
      run = run.withEvaluator(() -> evaluation.apply(watched).toMap());
    }
    SignalStop.run(run, start, new PrintWriter(System.err, true, UTF_8));
    return new Trained(history, run.identity());
  }
}
