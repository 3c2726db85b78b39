package org.temper.cli;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.rollouts.NoRewardException;
import org.temper.algorithms.run.DivergenceException;
import org.temper.api.Excerpt;
import org.temper.api.WriteFailedException;
import org.temper.cli.help.GroupedHelp;
import org.temper.cli.hub.HubOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.training.SignalStop.StoppedException;
import org.temper.data.files.MissingDriverException;
import org.temper.environments.sandbox.SandboxException;
import org.temper.models.kernel.EngineUnavailableException;
import org.temper.samplers.NonFiniteLogitsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts a recipe by its name; without arguments, the quickstart. */
@Command(
    name = "temper",
    description = "Post-training of language models and recommenders on the JVM.",
    synopsisSubcommandLabel = "RECIPE",
    commandListHeading = "%nRecipes:%n",
    footer = {
      "",
      "Without a recipe, the quickstart runs. \"temper RECIPE --help\" tells its options.",
      "In a checkout, a recipe runs as: mvn -q compile exec:java -Dexec.args=\"RECIPE --option"
          + " value ...\""
    },
    versionProvider = Version.class,
    subcommands = {
      Quickstart.class,
      Pretrain.class,
      Sft.class,
      Midtrain.class,
      Rejection.class,
      Tracks.class,
      Dpo.class,
      Reward.class,
      Ppo.class,
      Grpo.class,
      Evaluate.class,
      Calibrate.class,
      CalibrationTune.class,
      OffPolicy.class,
      Merge.class,
      Reverify.class,
      Generate.class,
      Chat.class,
      Show.class,
      Inspect.class,
      Recommend.class,
      OneRec.class,
      Asft.class,
      SemanticIdRecipe.class,
      SandboxCheck.class
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class Launcher implements Runnable {
  /** How many recipes or options an error proposes. */
  private static final int NEAREST = 3;

  /** The most characters of an error's line. */
  private static final int LINE = 300;

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the versions of Temper and of what it runs on")
  private boolean version;

  private Launcher() {}

  /**
   * Runs a recipe. Ends the JVM with a code other than 0 where it fails, and returns otherwise.
   *
   * @param args the recipe's name and its options
   */
  public static void main(String[] args) {
    SignalExit.register();
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
  public static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /** The same in an environment of its own. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine launcher = new CommandLine(new Launcher());
    HelpOption.addTo(launcher);
    UserClasses.addTo(launcher);
    GroupedHelp.read().applyTo(launcher);
    return launcher
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(Path.class, HubOptions.paths())
        .setExecutionStrategy(
            OptionLimits.checking(
                HubOptions.resolving(UserClasses.running(new RunLast()), environment)))
        .setParameterExceptionHandler(
            (exception, args) ->
                fail(exception.getCommandLine(), describe(exception), ExitCode.USAGE))
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> report(commandLine, exception));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), expectedRecipe(spec) + "none");
  }

  private static String expectedRecipe(CommandSpec launcher) {
    return "RECIPE: expected one of " + new TreeSet<>(launcher.subcommands().keySet()) + ", got ";
  }

  /** What was not understood, with what is nearest to it. */
  private static String describe(ParameterException exception) {
    List<String> unknown = exception.getCommandLine().getUnmatchedArguments();
    if (exception instanceof MissingParameterException && !unknown.isEmpty()) {
      // What is missing may be there under a name that is misspelt.
      return describe(new UnmatchedArgumentException(exception.getCommandLine(), unknown));
    }
    if (!(exception instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(exception.getMessage());
    }
    CommandLine command = unmatched.getCommandLine();
    String first = unmatched.getUnmatched().get(0);
    List<String> nearest = unmatched.getSuggestions().stream().limit(NEAREST).toList();
    String found;
    if (first.startsWith("-")) {
      found = "Unknown option: '" + Excerpt.of(first) + "'";
    } else if (command.getParent() == null) {
      found = expectedRecipe(command.getCommandSpec()) + Excerpt.of(first);
    } else {
      found = Excerpt.of(unmatched.getMessage());
    }
    return found + (nearest.isEmpty() ? "" : "; nearest: " + String.join(", ", nearest));
  }

  private static int report(CommandLine commandLine, Exception exception) {
    if (exception instanceof IllegalArgumentException) {
      return fail(commandLine, exception.getMessage(), ExitCode.USAGE);
    }
    if (exception instanceof StoppedException) {
      return ExitCode.SOFTWARE;
    }
    Optional<WriteFailedException> unwritten =
        Throwables.getCausalChain(exception).stream()
            .filter(WriteFailedException.class::isInstance)
            .map(WriteFailedException.class::cast)
            .findFirst();
    if (unwritten.isPresent()) {
      return fail(
          commandLine,
          unwritten.get().getMessage() + "; --resume goes on from the last checkpoint",
          ExitCode.SOFTWARE);
    }
    if (exception instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return fail(commandLine, describe(unchecked.getCause()), ExitCode.USAGE);
    }
    if (exception instanceof IOException io) {
      return fail(commandLine, describe(io), ExitCode.USAGE);
    }
    if (exception instanceof DivergenceException
        || exception instanceof NoRewardException
        || exception instanceof NonFiniteLogitsException
        || exception instanceof EngineUnavailableException
        || exception instanceof MissingDriverException
        || exception instanceof SandboxException) {
      return fail(commandLine, exception.getMessage(), ExitCode.SOFTWARE);
    }
    exception.printStackTrace(commandLine.getErr());
    return fail(
        commandLine, exception.toString().lines().findFirst().orElse(""), ExitCode.SOFTWARE);
  }

  /** The message of a file system's exception is often the bare path. */
  private static String describe(IOException exception) {
    return exception instanceof FileSystemException
        ? exception.getMessage() + " (" + exception.getClass().getSimpleName() + ")"
        : String.valueOf(exception.getMessage());
  }

  private static int fail(CommandLine commandLine, @Nullable String message, int code) {
    commandLine.getErr().println(Excerpt.line("error: " + message, LINE));
    commandLine.getErr().flush();
    return code;
  }
}
