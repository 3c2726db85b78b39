package org.temper.examples.options;

import picocli.CommandLine.Option;

/** {@code --help}. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;
}
