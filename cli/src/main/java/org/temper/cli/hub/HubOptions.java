package org.temper.cli.hub;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.data.hub.Hub;
import org.temper.data.hub.HubException;
import org.temper.data.hub.HubName;
import org.temper.data.hub.HubSettings;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Options whose values are of the Hugging Face Hub: {@code ORG/NAME[@REVISION]} where an option
 * takes a model and there is no such directory, and {@code hf-cache:ORG/NAME[@REVISION][:FILE]}
 * where one takes a file. Before a recipe starts they become paths in Hugging Face's cache, so that
 * no recipe knows of them.
 */
public final class HubOptions {
  private static final String DATA = "hf-cache:";
  private static final String MODEL = "model";

  /** Options of what is written. */
  private static final Set<String> WRITTEN = Set.of("--out", "--cache");

  /** Options of what is merged. */
  private static final Set<String> MERGED = Set.of("--base", "--experts");

  private HubOptions() {}

  /**
   * The converter of options that are paths.
   *
   * @return a converter that lets what is of the Hub pass where it is no path of the system's
   */
  public static ITypeConverter<Path> paths() {
    return value -> {
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        if (value.startsWith(DATA)) {
          // As on Windows; until it is found, anything that is one does.
          return Path.of(MODEL);
        }
        throw e;
      }
    };
  }

  /**
   * Runs recipes after their options' values that are of the Hub were found or fetched.
   *
   * @param recipes how they are run
   * @param environment variables, such as {@code HF_HOME}
   * @return the same, which throws a {@link ParameterException} that names the option where there
   *     is no such model or file
   */
  public static IExecutionStrategy resolving(
      IExecutionStrategy recipes, Map<String, String> environment) {
    return parsed -> {
      if (parsed.hasSubcommand() && !parsed.subcommand().isUsageHelpRequested()) {
        ParseResult recipe = parsed.subcommand();
        // Models are large, and come last: what else is wrong is said before.
        recipe.matchedOptions().stream()
            .filter(HubOptions::isOfHub)
            .sorted(Comparator.comparing(HubOptions::takesModel))
            .map(option -> new Resolution(recipe.commandSpec().commandLine(), option, environment))
            .forEach(Resolution::run);
      }
      return recipes.execute(parsed);
    };
  }

  private static boolean readsPaths(OptionSpec option) {
    return !WRITTEN.contains(option.longestName())
        && (option.type() == Path.class
            || Arrays.asList(option.auxiliaryTypes()).contains(Path.class));
  }

  private static boolean isOfHub(OptionSpec option) {
    return readsPaths(option)
        && option.stringValues().stream().anyMatch(text -> isOfHub(option, text));
  }

  private static boolean isOfHub(OptionSpec option, String text) {
    return text.startsWith(DATA) || (takesModel(option) && HubName.isModel(text) && !exists(text));
  }

  private static boolean takesModel(OptionSpec option) {
    return option.longestName().endsWith(MODEL) || MERGED.contains(option.longestName());
  }

  private static boolean exists(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The finding of an option's values.
   *
   * @param recipe its command
   * @param option the option
   * @param environment variables
   */
  private record Resolution(
      CommandLine recipe, OptionSpec option, Map<String, String> environment) {

    void run() {
      try {
        PrintWriter messages = recipe.getErr();
        Hub hub = Hub.of(HubSettings.of(environment)).withProgress(new FetchReport(messages));
        List<Path> paths = new ArrayList<>();
        for (String text : option.stringValues()) {
          paths.add(isOfHub(option, text) ? path(hub, text) : Path.of(text));
        }
        option.setValue(option.isMultiValue() ? paths : paths.get(paths.size() - 1));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(recipe, option.longestName() + ": " + e.getMessage(), e);
      } catch (IOException e) {
        throw new ExecutionException(recipe, String.valueOf(e.getMessage()), e);
      }
    }

    private Path path(Hub hub, String text) throws IOException {
      boolean model = takesModel(option);
      HubName name = HubName.parse(text.startsWith(DATA) ? text.substring(DATA.length()) : text);
      try {
        return model ? hub.model(name) : hub.dataset(name);
      } catch (HubException e) {
        String expected =
            "expected a directory, or a model's name in Hugging Face's cache or on "
                + hub.settings().endpoint().getAuthority()
                + ", got ";
        throw new ParameterException(
            recipe, option.longestName() + ": " + (model ? expected : DATA) + e.getMessage(), e);
      }
    }
  }
}
