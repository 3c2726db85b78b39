package org.temper.models.storage;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that appear whole or not at all. */
public final class ReplacedFile {

  /** Writes a file that does not exist yet. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path temporary) throws IOException;
  }

  private ReplacedFile() {}

  public static void write(Path file, Content content) throws IOException {
    Path temporary = temporaryBeside(file);
    try {
      content.writeTo(temporary);
      move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  public static void write(Path file, byte[] content) throws IOException {
    write(file, temporary -> Files.write(temporary, content));
  }

  /**
   * A name that nothing has, in the same folder, so that moving from it is a renaming. What a
   * killed process leaves under such a name the next run in that folder deletes.
   */
  public static Path temporaryBeside(Path path) {
    return path.toAbsolutePath()
        .resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".temper-tmp");
  }

  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
