package org.temper.cli.options;

import org.temper.cli.training.TrainingSettings.Start;
import picocli.CommandLine.Option;

/** The option of going on with an earlier run. */
public final class ResumeOption {

  @Option(
      names = "--resume",
      description = "go on with the run in --out, or start where there is none")
  private boolean resume;

  /**
   * Whether an earlier run is to go on.
   *
   * @return how the run starts
   */
  public Start start() {
    return resume ? Start.RESUMED : Start.FRESH;
  }
}
