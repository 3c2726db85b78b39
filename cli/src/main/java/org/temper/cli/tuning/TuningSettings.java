package org.temper.cli.tuning;

import java.nio.file.Path;
import java.util.List;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.TrainingSettings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.cli.tuning.Questions.Purpose;
import org.temper.data.BatchConfig;
import org.temper.models.decoder.DecoderOptions;

/**
 * Settings that all methods of the recipe {@code calibration-tune} share.
 *
 * @param out the recipe's directory
 * @param start whether it goes on from where it was stopped
 * @param seed decides questions, draws and the order of the data
 * @param counts how many questions there are of each purpose
 * @param samples answers of each question
 * @param updates optimizer updates of each method
 * @param batchSize answers that an update sees
 * @param risk the share of questions that may be answered wrongly where the model may abstain
 * @param decoder how the model runs
 */
public record TuningSettings(
    Path out,
    Start start,
    long seed,
    Counts counts,
    int samples,
    int updates,
    int batchSize,
    double risk,
    DecoderOptions decoder) {
  private static final LearningRates RATES = LearningRates.FINE_TUNING.times(0.7);

  /** At the usual 1 nearly all gradients are cut. */
  private static final double MOST_GRADIENT = 5;

  /** How each method that is asked tunes. */
  TuningConfig config() {
    return new TuningConfig(
        start,
        seed,
        updates,
        BatchConfig.of(batchSize),
        RATES,
        MOST_GRADIENT,
        TrainingSettings.EVALUATION_ROWS,
        List.of());
  }

  /** Answers of each question; one alone where they have to be drawn as later ones are. */
  int samplesOf(Purpose purpose) {
    return purpose == Purpose.THRESHOLD ? 1 : samples;
  }

  /**
   * Numbers of questions.
   *
   * @param demonstrations shown with their answers first
   * @param training whose answers are tuned on
   * @param validation to choose a checkpoint by, and as many to choose a threshold of abstention by
   * @param test to report on, and as many out of distribution
   */
  public record Counts(int demonstrations, int training, int validation, int test) {
    int of(Purpose purpose) {
      return switch (purpose) {
        case TRAINING -> training;
        case VALIDATION, THRESHOLD -> validation;
        case TEST, OOD -> test;
      };
    }
  }
}
