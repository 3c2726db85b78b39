package org.temper.environments.traces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.data.JsonFile;
import org.temper.data.MalformedDataException;
import org.temper.data.files.AppendedFile;

/**
 * A file that traces are added to, each once. Where its writer was killed within a line, that line
 * is cut off when the file is opened again, so that its episode can be written anew. Several
 * threads may write at once; another process may not open the file meanwhile.
 */
public final class TraceWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);

  private final Path file;
  private final AppendedFile appended;
  private final Set<Trace.Key> keys;

  private TraceWriter(Path file, AppendedFile appended, Set<Trace.Key> keys) {
    this.file = file;
    this.appended = appended;
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
    Set<Trace.Key> keys = new HashSet<>();
    return new TraceWriter(file, AppendedFile.openLocked(file, () -> scan(file, keys)), keys);
  }

  /** Collects the keys of whole lines, and says how many bytes these lines are. */
  private static long scan(Path file, Set<Trace.Key> keys) throws IOException {
    long whole = TraceFile.scan(file, (number, text) -> keys.add(key(file, number, text)));
    long size = Files.size(file);
    if (whole < size) {
      LOG.warn("{}: cuts off its last {} bytes, a line that was not finished", file, size - whole);
    }
    return whole;
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
    try {
      appended.append(line.getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      throw e.getCause();
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
    try (appended) {
      appended.force();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
