package org.temper.environments.traces;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.data.JsonFile;
import org.temper.data.MalformedDataException;
import org.temper.data.files.WholeLines;

/**
 * Files of traces: one JSON object a line, each with a checksum as its last field. A last line that
 * was cut off, as when the writer was killed, is none.
 */
public final class TraceFile {
  private static final Logger LOG = LoggerFactory.getLogger(TraceFile.class);

  private TraceFile() {}

  /**
   * A trace and where it is.
   *
   * @param line the line's number, from 1
   * @param trace what it says
   */
  public record Line(long line, Trace trace) {}

  /**
   * Reads all traces.
   *
   * @param file the file
   * @return the traces, in order
   * @throws MalformedDataException if a line is damaged or no trace
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if it cannot be read
   */
  public static List<Trace> read(Path file) throws IOException {
    ImmutableList.Builder<Trace> traces = ImmutableList.builder();
    forEach(file, line -> traces.add(line.trace()));
    return traces.build();
  }

  /**
   * Reads one trace after the other.
   *
   * @param file the file
   * @param reader is given each
   * @throws MalformedDataException if a line is damaged or no trace
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if it cannot be read
   */
  public static void forEach(Path file, Consumer<Line> reader) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file of traces, got none", file);
    long whole = scan(file, (number, text) -> reader.accept(line(file, number, text)));
    long size = Files.size(file);
    if (whole < size) {
      LOG.warn("{}: its last {} bytes are a line that was cut off", file, size - whole);
    }
  }

  private static Line line(Path file, long number, String text) {
    return new Line(
        number, TraceFields.trace(file, number, JsonFile.parse(file + ":" + number, text)));
  }

  /** Takes whole lines. */
  @FunctionalInterface
  interface LineReader {
    void line(long number, String text);
  }

  /** Gives all whole lines to a reader, and tells how many bytes they are. */
  static long scan(Path file, LineReader reader) throws IOException {
    try (WholeLines lines = WholeLines.open(file)) {
      while (lines.next()) {
        String text = new String(lines.bytes(), StandardCharsets.UTF_8);
        if (!SealedLine.isWhole(text)) {
          throw new MalformedDataException(
              file, lines.number(), "crc32c: expected the checksum of the line, got another");
        }
        reader.line(lines.number(), text);
      }
      return lines.end();
    }
  }
}
