package org.temper.cli.options;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option {@code --help}. */
public final class HelpOption {
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  /**
   * Gives the option to recipes.
   *
   * @param launcher the command whose subcommands they are
   */
  public static void addTo(CommandLine launcher) {
    for (CommandLine recipe : launcher.getSubcommands().values()) {
      recipe.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
    }
  }
}
