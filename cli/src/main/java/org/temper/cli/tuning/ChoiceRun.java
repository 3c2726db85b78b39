package org.temper.cli.tuning;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.temper.cli.training.TrainingSettings.Start;

/**
 * Settings of calibration tuning on a question file that the recipe has for generated questions
 * too.
 *
 * @param out the recipe's directory
 * @param start whether it goes on from where it was stopped
 * @param seed decides which questions are asked, what they are for, and the order of the data
 * @param updates optimizer updates of each method; two passes over the answers where none is given
 * @param batchSize answers that an update sees
 * @param risk the share of questions that may be answered wrongly where the model may abstain
 */
public record ChoiceRun(
    Path out, Start start, long seed, @Nullable Integer updates, int batchSize, double risk) {
  private static final int PASSES = 2;

  /** Updates of each method. */
  int updatesOf(int answers) {
    return updates == null ? Math.max(1, PASSES * answers / batchSize) : updates;
  }
}
