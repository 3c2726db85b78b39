package org.temper.cli.options;

import picocli.CommandLine.Option;

/** The option {@code --help}. */
public final class HelpOption {
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;
}
