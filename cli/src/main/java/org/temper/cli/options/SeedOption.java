package org.temper.cli.options;

import picocli.CommandLine.Option;

/** The option of what decides whatever is random. */
public final class SeedOption {

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides whatever is random (default: ${DEFAULT-VALUE})")
  private long seed;

  /**
   * What decides whatever is random.
   *
   * @return the seed
   */
  public long value() {
    return seed;
  }
}
