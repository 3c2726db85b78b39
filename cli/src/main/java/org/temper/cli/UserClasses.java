package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The option {@code --class-path} of each recipe that takes classes by their names: folders and
 * jars whose classes the recipe sees beside Temper's.
 */
final class UserClasses {
  private static final String OPTION = "--class-path";
  private static final ImmutableList<String> TAKE_CLASSES =
      ImmutableList.of("--verifier", "--tools");

  private UserClasses() {}

  /** Gives the option to the recipes that can use it. */
  static void addTo(CommandLine launcher) {
    for (CommandLine recipe : launcher.getSubcommands().values()) {
      CommandSpec spec = recipe.getCommandSpec();
      if (TAKE_CLASSES.stream().anyMatch(option -> spec.findOption(option) != null)) {
        spec.addOption(
            OptionSpec.builder(OPTION)
                .paramLabel("PATHS")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .splitRegex(Pattern.quote(File.pathSeparator))
                .description(
                    "folders of classes and jars, separated by \""
                        + File.pathSeparator
                        + "\", where classes given by name are looked for beside Temper's own")
                .build());
      }
    }
  }

  /** Runs a recipe whose thread finds the classes that it was given. */
  static IExecutionStrategy running(IExecutionStrategy recipes) {
    return parsed -> {
      List<Path> paths =
          parsed.hasSubcommand()
              ? parsed.subcommand().matchedOptionValue(OPTION, List.<Path>of())
              : List.of();
      return paths.isEmpty() ? recipes.execute(parsed) : run(recipes, parsed, paths);
    };
  }

  private static int run(IExecutionStrategy recipes, ParseResult parsed, List<Path> paths) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls(paths), UserClasses.class.getClassLoader())) {
      thread.setContextClassLoader(loader);
      return recipes.execute(parsed);
    } catch (IOException | IllegalArgumentException e) {
      throw new ExecutionException(
          parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] urls(List<Path> paths) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path path : paths) {
      checkArgument(
          Files.isDirectory(path)
              || (Files.isRegularFile(path) && path.toString().endsWith(".jar")),
          "%s: expected folders of classes and jars that exist, got %s",
          OPTION,
          path);
      urls.add(path.toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
