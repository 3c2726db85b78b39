package org.temper.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of files that is deleted when it is closed.
 *
 * @param path where it is
 */
public record TemporaryDirectory(Path path) implements AutoCloseable {

  /**
   * Creates an empty directory.
   *
   * @return the directory
   * @throws IOException if it cannot be created
   */
  public static TemporaryDirectory create() throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory("temper"));
  }

  /** Deletes the files in it, and itself. */
  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(path)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(path);
  }
}
