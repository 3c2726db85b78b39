package org.temper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.rollouts.NoRewardException;
import org.temper.algorithms.run.DivergenceException;
import org.temper.cli.options.HelpOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a recipe by its name; without arguments, the quickstart. */
@Command(
    name = "temper",
    description = "Post-training of language models and recommenders on the JVM.",
    synopsisSubcommandLabel = "RECIPE",
    commandListHeading = "%nRecipes:%n",
    footer = {
      "",
      "A recipe runs as: mvn -q compile exec:java -Dexec.args=\"RECIPE --option value ...\"",
      "Without a recipe, the quickstart runs. RECIPE --help tells its options."
    },
    subcommands = {
      Quickstart.class,
      Pretrain.class,
      Sft.class,
      Dpo.class,
      Reward.class,
      Ppo.class,
      Grpo.class,
      Generate.class,
      Show.class,
      Recommend.class,
      Asft.class
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class Launcher implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  private Launcher() {}

  /**
   * Runs a recipe. Ends the JVM with a code other than 0 where it fails, and returns otherwise.
   *
   * @param args the recipe's name and its options
   */
  public static void main(String[] args) {
    int code = run(args);
    if (code != ExitCode.OK) {
      // An exception would do, but Maven's report of it buries the one line that says what is
      // wrong.
      System.exit(code);
    }
  }

  private static int run(String... args) {
    return commandLine().execute(args.length == 0 ? new String[] {"quickstart"} : args);
  }

  /**
   * The command line of all recipes. Its exit codes: 0 where a recipe succeeded, 2 where its input
   * was at fault, 1 where something else was.
   *
   * @return a new command line
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
    Set<String> recipes = new TreeSet<>(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "RECIPE: expected one of " + recipes + ", got none");
  }

  private static int report(CommandLine commandLine, Exception exception) {
    if (exception instanceof IllegalArgumentException) {
      return fail(commandLine, exception.getMessage(), ExitCode.USAGE);
    }
    if (exception instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return fail(commandLine, describe(unchecked.getCause()), ExitCode.USAGE);
    }
    if (exception instanceof IOException io) {
      return fail(commandLine, describe(io), ExitCode.USAGE);
    }
    if (exception instanceof DivergenceException || exception instanceof NoRewardException) {
      return fail(commandLine, exception.getMessage(), ExitCode.SOFTWARE);
    }
    exception.printStackTrace(commandLine.getErr());
    return fail(commandLine, exception.toString(), ExitCode.SOFTWARE);
  }

  /** The message of a file system's exception is often the bare path. */
  private static String describe(IOException exception) {
    return exception instanceof FileSystemException
        ? exception.getMessage() + " (" + exception.getClass().getSimpleName() + ")"
        : String.valueOf(exception.getMessage());
  }

  private static int fail(CommandLine commandLine, @Nullable String message, int code) {
    commandLine
        .getErr()
        .println("error: " + String.valueOf(message).lines().findFirst().orElse(""));
    commandLine.getErr().flush();
    return code;
  }
}
