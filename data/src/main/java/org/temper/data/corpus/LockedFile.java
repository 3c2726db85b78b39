package org.temper.data.corpus;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A temporary file with a lock, which lasts as long as its writer: one without a lock was left by a
 * writer that was killed. Closing it deletes it, unless it was moved.
 */
final class LockedFile implements Closeable {
  private static final String SUFFIX = ".temper-tokens-tmp";
  private static final Pattern NAME = Pattern.compile("\\.[0-9a-f]{16}-[0-9]+-[0-9]+\\Q" + SUFFIX);
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final OutputStream out;

  private LockedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  static LockedFile create(Path directory, String key) throws IOException {
    long process = ProcessHandle.current().pid();
    Path path = directory.resolve("." + key + "-" + process + "-" + System.nanoTime() + SUFFIX);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel.lock();
    return new LockedFile(path, channel);
  }

  /** Deletes the files in a directory that nobody holds any more. */
  static void deleteAbandoned(Path directory) throws IOException {
    List<Path> found;
    try (Stream<Path> paths = Files.list(directory)) {
      found = paths.filter(path -> NAME.matcher(path.getFileName().toString()).matches()).toList();
    }
    for (Path path : found) {
      if (isAbandoned(path)) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static boolean isAbandoned(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException | IOException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  OutputStream out() {
    return out;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
