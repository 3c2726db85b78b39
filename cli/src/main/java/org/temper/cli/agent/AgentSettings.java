package org.temper.cli.agent;

import java.nio.file.Path;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.models.decoder.DecoderOptions;

/**
 * Settings that all stages of learning in an environment share.
 *
 * @param out the recipe's directory
 * @param start whether they go on from where they were stopped
 * @param seed decides tasks, draws and the order of the data
 * @param counts how many tasks there are of each purpose
 * @param rounds rounds of sampling and training
 * @param updates optimizer updates of a round
 * @param batchSize episodes that an update sees
 * @param demonstrationUpdates optimizer updates of the supervised stage
 * @param samples episodes of each task of a round
 * @param temperature what logits are divided by when sampling
 * @param decoder how the model runs
 */
public record AgentSettings(
    Path out,
    Start start,
    long seed,
    Counts counts,
    int rounds,
    int updates,
    int batchSize,
    int demonstrationUpdates,
    int samples,
    double temperature,
    DecoderOptions decoder) {

  /**
   * Numbers of tasks.
   *
   * @param demonstrations shown to the model first
   * @param training sampled from in each round; another round draws others
   * @param validation to choose between rounds
   * @param test to report on
   */
  public record Counts(int demonstrations, int training, int validation, int test) {}
}
