package org.temper.data.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to fetch a blob, which one thread of one process has at a time. The system takes it
 * back from a process that ends.
 *
 * @param channel the file that is locked
 */
record CacheLock(FileChannel channel) implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  /**
   * Waits for the lock.
   *
   * @param file the file to lock, which is made where it is missing and stays
   * @param progress is told, once, that there is a wait
   * @return the lock
   * @throws IOException if the file cannot be made or locked, or the thread is interrupted
   */
  static CacheLock take(Path file, FetchProgress progress) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean told = false;
      while (tryLock(channel) == null) {
        if (!told) {
          progress.waiting("the same file is being fetched already (" + file + ")");
          told = true;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return new CacheLock(channel);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another fetched the same file");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
