package org.temper.data.files;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.temper.api.WriteFailedException;

/**
 * A file to which more is only ever added. What is added is handed to the operating system at once,
 * so that a killed process loses at most what it was writing.
 */
public final class AppendedFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private AppendedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Says how many bytes of a file stay, the first ones. */
  @FunctionalInterface
  public interface Kept {

    /**
     * Looks at the file.
     *
     * @return at least 0 and at most the file's size
     * @throws IOException if it cannot be read
     */
    long bytes() throws IOException;
  }

  /**
   * Opens a file, and cuts off what is not to stay.
   *
   * @param path the file; made where it does not exist
   * @param size how many of its bytes stay, the first ones
   * @return the file, to be closed by the caller
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written
   */
  public static AppendedFile open(Path path, long size) {
    try {
      return open(path, channel -> size);
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }

  /**
   * Opens a file that no other writer has open, and cuts off what is not to stay. Until it is
   * closed no other may open it in this way.
   *
   * @param path the file; made where it does not exist
   * @param kept says what stays; asked when no other can write any more
   * @return the file, to be closed by the caller
   * @throws IllegalStateException if another writer has it open; it is not changed then
   * @throws IOException if it cannot be read or written
   */
  public static AppendedFile openLocked(Path path, Kept kept) throws IOException {
    return open(
        path,
        channel -> {
          lock(path, channel);
          return kept.bytes();
        });
  }

  /** Says how many bytes of an open file stay. */
  private interface Opening {
    long kept(FileChannel channel) throws IOException;
  }

  private static AppendedFile open(Path path, Opening opening) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      long size = opening.kept(channel);
      channel.truncate(size);
      channel.position(size);
      return new AppendedFile(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    try {
      checkState(
          channel.tryLock() != null,
          "%s: expected to be the only writer, got another process that has it open",
          path);
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException(
          path + ": expected to be the only writer, got another that has it open; close it", e);
    }
  }

  /**
   * Adds bytes.
   *
   * @param added what is added
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written
   */
  public void append(byte[] added) {
    ByteBuffer bytes = ByteBuffer.wrap(added);
    write(
        () -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Forces all to disk, so that it outlasts a crash of the machine too.
   *
   * @throws UncheckedIOException of a {@link WriteFailedException} if that fails
   */
  public void force() {
    write(() -> channel.force(true));
  }

  @Override
  public void close() {
    write(channel::close);
  }

  /** What may fail for want of disk. */
  private interface Write {
    void run() throws IOException;
  }

  private void write(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }
}
