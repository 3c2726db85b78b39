package org.temper.cli.options;

import org.jspecify.annotations.Nullable;
import org.temper.cli.training.TrainingSettings.Start;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that every training recipe has: evaluations, checkpoints, a seed, and how it starts. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ScheduleOptions {

  @Option(
      names = "--evaluate-every",
      paramLabel = "N",
      description = "updates between evaluations on held-out data (default: a tenth of the run)")
  private @Nullable Integer evaluateEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description =
          "updates between checkpoints (default: 100; in reinforcement learning 10, where an update"
              + " is an iteration)")
  private @Nullable Integer checkpointEvery;

  @Mixin private SeedOption seed;

  @Option(
      names = "--resume",
      description = "go on from the newest checkpoint in --out, or start where there is none")
  private boolean resume;

  /**
   * Whether an earlier run is to go on.
   *
   * @return how the run starts
   */
  public Start start() {
    return resume ? Start.RESUMED : Start.FRESH;
  }

  /**
   * The distance of evaluations.
   *
   * @param total updates of the run
   * @return updates, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public int evaluateEvery(int total) {
    int every = evaluateEvery == null ? Math.max(1, (total + 9) / 10) : evaluateEvery;
    RunOptions.checkAtLeastOne("evaluate-every", every);
    return every;
  }

  /**
   * The distance of checkpoints.
   *
   * @param usual what it is where it was not given
   * @return updates, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public int checkpointEvery(int usual) {
    int every = checkpointEvery == null ? usual : checkpointEvery;
    RunOptions.checkAtLeastOne("checkpoint-every", every);
    return every;
  }

  /**
   * What decides whatever is random.
   *
   * @return the seed
   */
  public long seed() {
    return seed.value();
  }
}
