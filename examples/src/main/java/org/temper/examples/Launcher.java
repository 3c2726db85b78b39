package org.temper.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Starts a recipe by its name; without arguments, the quickstart. */
@Command(
    name = "temper",
    description = "Post-training of language models on the JVM.",
    mixinStandardHelpOptions = true,
    version = "0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "RECIPE",
    commandListHeading = "%nRecipes:%n",
    footer = {
      "",
      "A recipe runs as: mvn -q compile exec:java -Dexec.args=\"RECIPE --option value ...\"",
      "Without a recipe, the quickstart runs."
    },
    subcommands = {Quickstart.class, Pretrain.class, Sft.class, Dpo.class, Generate.class})
public final class Launcher implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Launcher() {}

  /**
   * Runs a recipe. Ends the JVM with a code other than 0 where it fails, and returns otherwise.
   *
   * @param args the recipe's name and its options
   */
  public static void main(String[] args) {
    int code = run(args);
    if (code != ExitCode.OK) {
      // Maven's own report of an exception would bury the one line that says what was wrong.
      System.exit(code);
    }
  }

  /**
   * Runs a recipe.
   *
   * @param args the recipe's name and its options
   * @return 0 where it succeeded, 2 where the input was at fault, 1 where something else was
   */
  static int run(String... args) {
    return commandLine().execute(args.length == 0 ? new String[] {"quickstart"} : args);
  }

  /**
   * The command line of all recipes.
   *
   * @return a new one
   */
  static CommandLine commandLine() {
    return new CommandLine(new Launcher())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (exception, args) ->
                fail(exception.getCommandLine(), exception.getMessage(), ExitCode.USAGE))
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> report(commandLine, exception));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "RECIPE: expected one of " + spec.subcommands().keySet() + ", got none");
  }

  private static int report(CommandLine commandLine, Exception exception) {
    if (exception instanceof IllegalArgumentException) {
      return fail(commandLine, exception.getMessage(), ExitCode.USAGE);
    }
    if (exception instanceof IOException || exception instanceof UncheckedIOException) {
      return fail(commandLine, describe(exception), ExitCode.USAGE);
    }
    if (exception instanceof TrainingDivergedException) {
      return fail(commandLine, exception.getMessage(), ExitCode.SOFTWARE);
    }
    PrintWriter err = commandLine.getErr();
    exception.printStackTrace(err);
    return fail(commandLine, exception.toString(), ExitCode.SOFTWARE);
  }
