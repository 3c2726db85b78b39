package org.temper.algorithms.checkpoints;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.temper.api.WriteFailedException;

/** Files that are either wholly there or not at all, whenever the process is killed. */
public final class AtomicFiles {
  private static final String SUFFIX = ".temper-tmp";
  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.temper-tmp");

  private AtomicFiles() {}

  /**
   * Writes a file under a temporary name beside it, forces it to disk, and moves it into place.
   *
   * @param path the file, replaced if it exists
   * @param content writes what the file should hold
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written; what
   *     was there before still is
   */
  public static void write(Path path, Content content) {
    Path temporary = path.resolveSibling("." + path.getFileName() + SUFFIX);
    try {
      try {
        writeForced(temporary, content);
        Files.move(
            temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      forceDirectory(requireNonNull(path.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }

  /**
   * Deletes what killed writers left in a directory: files and folders of temporary names, which
   * nothing else has. Links are not followed.
   *
   * @param directory the directory; may be missing
   * @throws UncheckedIOException if something cannot be deleted
   */
  public static void clean(Path directory) {
    OwnFiles.deleteAll(directory, TEMPORARY);
  }

  /** Writes a file and forces it to disk, without a temporary name. */
  static void writeForced(Path path, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    } catch (IOException e) {
      throw WriteFailedException.of(path, e);
    }
  }

  /** Forces a directory's entries to disk, on systems where that can be asked for. */
  static void forceDirectory(Path directory) throws IOException {
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** What a file should hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the content.
     *
     * @param out where to; not to be closed
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
