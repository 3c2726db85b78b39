package org.temper.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of the model that training starts from. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StartModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "the model to start from: a directory, or ORG/NAME on the Hub")
  private Path model;

  /**
   * The model.
   *
   * @return its directory
   */
  public Path directory() {
    return model;
  }
}
