package org.temper.environments.traces;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.data.JsonFile;
import org.temper.data.MalformedDataException;

/**
 * A file that traces are added to, each once. Where its writer was killed within a line, that line
 * is cut off when the file is opened again, so that its episode can be written anew. Several
 * threads may write at once; another process may not open the file meanwhile.
 */
public final class TraceWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);

  private final Path file;
  private final FileChannel channel;
  private final Set<Trace.Key> keys;

  private TraceWriter(Path file, FileChannel channel, Set<Trace.Key> keys) {
    this.file = file;
    this.channel = channel;
    this.keys = keys;
  }

  /**
   * Opens a file.
   *
   * @param file the file; made, with its directory, where there is none
   * @return the writer, to be closed by the caller
   * @throws MalformedDataException if a line before the last is damaged
   * @throws IllegalStateException if another writer has it open
   * @throws IOException if it cannot be read or written
   */
  public static TraceWriter open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(file, channel);
      Set<Trace.Key> keys = new HashSet<>();
      long whole = TraceFile.scan(file, (number, text) -> keys.add(key(file, number, text)));
      if (whole < channel.size()) {
        LOG.warn(
            "{}: cuts off its last {} bytes, a line that was not finished",
            file,
            channel.size() - whole);
        channel.truncate(whole);
      }
      channel.position(whole);
      return new TraceWriter(file, channel, keys);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    try {
      checkState(
          channel.tryLock() != null,
          "%s: expected to be the only writer, got another process that has it open",
          file);
    } catch (OverlappingFileLockException e) {
      throw new IllegalStateException(
          file + ": expected to be the only writer, got another that has it open; close it", e);
    }
  }

  private static Trace.Key key(Path file, long number, String text) {
    return TraceFields.key(file, number, JsonFile.parse(file + ":" + number, text));
  }

  /**
   * Adds a trace, unless the file has one of the same episode.
   *
   * @param trace the trace
   * @return whether it was added
   * @throws IOException if it cannot be written
   */
  public synchronized boolean add(Trace trace) throws IOException {
    if (keys.contains(trace.key())) {
      return false;
    }
    String line = SealedLine.seal(TraceJson.of(trace).toString()) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    keys.add(trace.key());
    return true;
  }

  /**
   * Whether the file has a trace.
   *
   * @param key which episode
   * @return whether it is there
   */
  public synchronized boolean has(Trace.Key key) {
    return keys.contains(key);
  }

  /**
   * How many traces the file has.
   *
   * @return their number
   */
  public synchronized int size() {
    return keys.size();
  }

  /** Writes to the disk what is not there yet, and closes the file. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
