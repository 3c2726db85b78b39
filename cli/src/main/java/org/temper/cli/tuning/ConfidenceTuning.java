package org.temper.cli.tuning;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.calibration.AnswerOptions;
import org.temper.algorithms.calibration.CalibrationBatch;
import org.temper.algorithms.calibration.CalibrationBatches;
import org.temper.algorithms.calibration.CalibrationConfig;
import org.temper.algorithms.calibration.CalibrationExample;
import org.temper.algorithms.calibration.CalibrationMetrics;
import org.temper.algorithms.calibration.CalibrationTrainer;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.run.TrainingRun;
import org.temper.cli.training.BestCheckpoint;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.optimizer.AdamW;

/**
 * Tuning of one model on its answers. The checkpoint with the least loss of the validation answers
 * is kept, which counts how far it went from the model that drew them.
 *
 * @param settings how
 * @param identity what decides the weights it starts from, and the answers
 */
record ConfidenceTuning(TuningConfig settings, Map<String, String> identity) {
  private static final BestCheckpoint CHOICE =
      new BestCheckpoint(CalibrationMetrics.LOSS.name(), Direction.MIN);

  private static final int EVALUATIONS = 8;

  /**
   * Tunes a model, or goes on where it was stopped.
   *
   * @param policy the model that drew the answers
   * @param options what it may say of them
   * @param config what is descended
   * @param training answers to tune on
   * @param validation answers to choose a checkpoint by
   * @param out where the run writes
   * @return what decided its numbers
   */
  Map<String, String> tune(
      DecoderPolicy policy,
      AnswerOptions options,
      CalibrationConfig config,
      List<CalibrationExample> training,
      List<CalibrationExample> validation,
      Path out) {
    int updates = settings.updates();
    List<CalibrationBatch> batches =
        CalibrationBatches.inOrder(validation, options, settings.evaluationRows());
    try (AdamW optimizer =
        AdamW.of(
            policy.parameters(),
            settings
                .rates()
                .optimizer(policy.config().parameterCount(), updates)
                .withMaxGradientNorm(settings.maxGradientNorm()))) {
      CalibrationTrainer trainer = new CalibrationTrainer(policy, optimizer, config);
      TrainingRun<CalibrationBatch> tuning =
          TrainingRun.of(
                  trainer,
                  CalibrationBatches.of(training, options, settings.batches()),
                  CHOICE.config(out, settings.seed(), updates, EVALUATIONS, identity))
              .withEvaluator(() -> trainer.evaluate(batches).toMap());
      for (MetricSink sink : settings.sinks()) {
        tuning = tuning.withSink(sink);
      }
      return CHOICE.run(tuning, out, settings.start(), trainer.state());
    }
  }
}
