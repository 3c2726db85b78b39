package org.temper.algorithms.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(size);
      channel.position(size);
      return new AppendedFile(path, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
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
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }

  /**
   * Forces all to disk, so that it outlasts a crash of the machine too.
   *
   * @throws UncheckedIOException of a {@link WriteFailedException} if that fails
   */
  public void force() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(path, e));
    }
  }
}
