package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.BatchConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options for how long a run is and what an update sees; the batch size is each recipe's own
 * option.
 */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RunOptions {
  private static final int USUAL_CHECKPOINT = 100;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the data (default: 1, unless --updates is given)")
  private @Nullable Integer epochs;

  @Option(
      names = "--updates",
      paramLabel = "N",
      description = "updates, however many passes they take; instead of --epochs")
  private @Nullable Integer updates;

  @Option(
      names = "--micro-batch-size",
      paramLabel = "N",
      description =
          "most examples scored at once; gradients add up (default: as many as"
              + " --micro-batch-tokens allows)")
  private @Nullable Integer microBatchSize;

  @Option(
      names = "--micro-batch-tokens",
      paramLabel = "N",
      description =
          "most tokens scored at once, padding included: what bounds memory (default: by the model's"
              + " size and the machine's memory, told at the start)")
  private @Nullable Integer microBatchTokens;

  @Mixin private ScheduleOptions schedule;

  /**
   * Whether an earlier run is to go on.
   *
   * @return how the run starts
   */
  public Start start() {
    return schedule.start();
  }

  /**
   * How examples become batches.
   *
   * @param whole how an update is filled
   * @return the configuration
   * @throws IllegalArgumentException if a size is below 1
   */
  public BatchConfig batches(BatchConfig whole) {
    BatchConfig config = whole;
    if (microBatchSize != null) {
      checkAtLeastOne("micro-batch-size", microBatchSize);
      config = config.withMicroBatchSize(microBatchSize);
    }
    if (microBatchTokens != null) {
      checkAtLeastOne("micro-batch-tokens", microBatchTokens);
      config = config.withMicroBatchTokens(microBatchTokens);
    }
    return config;
  }

  /** Whether nothing was said of how much is scored at once. */
  boolean usesDefaultMicroBatches() {
    return microBatchSize == null && microBatchTokens == null;
  }

  /**
   * The length of the run.
   *
   * @param updatesPerEpoch updates of a pass over the data
   * @return updates, at least 1
   * @throws IllegalArgumentException if it is given twice, or is below 1
   */
  public int updates(long updatesPerEpoch) {
    checkArgument(
        epochs == null || updates == null,
        "--updates: expected none beside --epochs, got %s",
        updates);
    if (updates != null) {
      checkAtLeastOne("updates", updates);
      return updates;
    }
    int passes = epochs == null ? 1 : epochs;
    checkAtLeastOne("epochs", passes);
    return OptionLimits.product(
        "--epochs × updates of an epoch", OptionLimits.UPDATES, passes, updatesPerEpoch);
  }

  /**
   * The distance of evaluations.
   *
   * @param total updates of the run
   * @return updates, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public int evaluateEvery(int total) {
    return schedule.evaluateEvery(total);
  }

  /**
   * The distance of checkpoints.
   *
   * @return updates, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public int checkpointEvery() {
    return schedule.checkpointEvery(USUAL_CHECKPOINT);
  }

  /**
   * What decides whatever is random.
   *
   * @return the seed
   */
  public long seed() {
    return schedule.seed();
  }

  static void checkAtLeastOne(String option, int value) {
    checkArgument(value >= 1, "--%s: expected at least 1, got %s", option, value);
  }
}
