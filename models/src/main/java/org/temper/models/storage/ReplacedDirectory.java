package org.temper.models.storage;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.temper.api.Excerpt;
import org.temper.api.WriteFailedException;

/** A directory of files that takes the place of what was there whole, or not at all. */
public final class ReplacedDirectory {

  private ReplacedDirectory() {}

  /**
   * Writes to a temporary directory beside the target, which then takes the target's place.
   *
   * @param directory absent, empty, or holding such files alone as may be replaced; a link to such
   *     a directory is written through
   * @param replaceable whether a file's name is one of these
   * @throws IllegalArgumentException if the directory holds other files, or is a file
   */
  public static void write(
      Path directory, Predicate<String> replaceable, ReplacedFile.Content content)
      throws IOException {
    Path target = target(directory);
    check(target, replaceable);
    Path parent = target.resolveSibling("");
    // Not createDirectories alone, which takes a link to a directory for a file.
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Path temporary = ReplacedFile.temporaryBeside(target);
    try {
      Files.createDirectory(temporary);
      content.writeTo(temporary);
      replace(target, temporary);
    } catch (IOException e) {
      throw WriteFailedException.of(target, e);
    } finally {
      delete(temporary);
    }
  }

  /**
   * Where the files are to lie: what links lead to, so that none is moved in its target's stead.
   */
  private static Path target(Path directory) throws IOException {
    if (Files.exists(directory)) {
      return directory.toRealPath();
    }
    checkArgument(
        !Files.isSymbolicLink(directory),
        "directory: expected a directory, got %s, a link to nothing; make what it leads to",
        directory);
    return directory.toAbsolutePath().normalize();
  }

  private static void check(Path target, Predicate<String> replaceable) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    checkArgument(
        Files.isDirectory(target), "directory: expected a directory, got file %s", target);
    List<String> foreign = names(target).stream().filter(replaceable.negate()).toList();
    checkArgument(
        foreign.isEmpty(),
        "directory: expected %s to be absent, empty or a model directory, got other files in it: %s",
        target,
        Excerpt.ofAll(foreign));
  }

  private static void replace(Path target, Path temporary) throws IOException {
    if (!Files.exists(target)) {
      ReplacedFile.move(temporary, target);
      return;
    }
    Path old = ReplacedFile.temporaryBeside(target);
    ReplacedFile.move(target, old);
    try {
      ReplacedFile.move(temporary, target);
    } catch (IOException e) {
      ReplacedFile.move(old, target);
      throw e;
    }
    delete(old);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      for (String name : names(directory)) {
        Files.delete(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }
}
