package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.training.TrainingSettings.Start;
import picocli.CommandLine.Option;

/** Options for the directory that a recipe writes. */
public final class OutputOptions {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "directory to write into, empty or not there yet unless a run in it is resumed (default: a"
              + " new one in ./out, named after the recipe)")
  private @Nullable Path out;

  /**
   * The directory; nothing is written yet.
   *
   * @param recipe the recipe's name
   * @param start whether an earlier run in it is to go on
   * @return a path that is no file
   * @throws IllegalArgumentException if the directory is not empty and is not to be resumed, or is
   *     to be resumed and was not named
   */
  public Path directory(String recipe, Start start) {
    boolean resume = start == Start.RESUMED;
    if (out == null) {
      checkArgument(!resume, "--out: expected the directory to resume, got none");
      return unused(Path.of("out"), recipe);
    }
    checkArgument(
        !Files.exists(out) || Files.isDirectory(out),
        "--out: expected a directory, got the file %s",
        out);
    checkArgument(
        resume || isEmpty(out),
        "--out: expected an empty directory, as --resume is not given, got %s",
        out);
    return out;
  }

  private static Path unused(Path parent, String recipe) {
    Path path = parent.resolve(recipe);
    for (int number = 2; !isEmpty(path); number++) {
      path = parent.resolve(recipe + "-" + number);
    }
    return path;
  }

  /**
   * Whether a directory can be written into as a new one.
   *
   * @param path where it is or will be
   * @return true where it is empty or not there; false of a file
   */
  public static boolean isEmpty(Path path) {
    if (!Files.isDirectory(path)) {
      return !Files.exists(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
