package org.temper.algorithms.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a run's directory, which the operating system takes back when the process ends, however
 * it ends.
 */
public final class RunLock implements AutoCloseable {
  private static final String NAME = ".temper.lock";

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a directory, which is made where it is not there.
   *
   * @param directory a run's directory
   * @return the lock, to be closed when the run has ended
   * @throws IllegalArgumentException if another run holds it
   */
  public static RunLock of(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new IllegalArgumentException(
            "out: expected a directory that no other run is using, got "
                + directory
                + "; wait for that run, or choose another directory");
      }
      return new RunLock(file, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another run of this very process.
      return null;
    }
  }

  /** Gives the directory free. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
