package org.temper.cli.tuning;

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
 * @param evaluationRows answers that are evaluated at once
 */
record TuningConfig(
    Start start,
    long seed,
    int updates,
    BatchConfig batches,
    LearningRates rates,
    int evaluationRows) {

  /** Learning rates where none is given. */
  static final LearningRates USUAL_RATES = LearningRates.FINE_TUNING.times(0.7);
}
