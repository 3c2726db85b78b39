package org.temper.data.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole lines of an {@link AppendedFile}, read one after the other: those that end with a line
 * feed. A last line that was cut off, as when its writer was killed, is none.
 *
 * <pre>{@code
 * try (WholeLines lines = WholeLines.open(path)) {
 *   while (lines.next()) {
 *     use(lines.number(), lines.bytes());
 *   }
 *   return lines.end();
 * }
 * }</pre>
 */
public final class WholeLines implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private long end;

  private WholeLines(InputStream in) {
    this.in = in;
  }

  /**
   * Opens a file before its first line.
   *
   * @param path the file
   * @return its lines, to be closed by the caller
   * @throws IOException if it cannot be read
   */
  public static WholeLines open(Path path) throws IOException {
    return new WholeLines(new BufferedInputStream(Files.newInputStream(path), BUFFER));
  }

  /**
   * Goes to the next line.
   *
   * @return whether there is one
   * @throws IOException if it cannot be read
   */
  public boolean next() throws IOException {
    line.reset();
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read == '\n') {
        number++;
        end += line.size() + 1;
        return true;
      }
      line.write(read);
    }
    return false;
  }

  /**
   * The line that was gone to.
   *
   * @return its bytes without the line feed
   */
  public byte[] bytes() {
    return line.toByteArray();
  }

  /**
   * The number of the line.
   *
   * @return from 1; 0 before the first
   */
  public long number() {
    return number;
  }

  /**
   * The size of all lines up to this one, its line feed included.
   *
   * @return in bytes
   */
  public long end() {
    return end;
  }

  /**
   * Whether nothing comes after this line, not even one that was cut off.
   *
   * @return whether it is the file's end
   * @throws IOException if it cannot be read
   */
  public boolean isLast() throws IOException {
    in.mark(1);
    int read = in.read();
    in.reset();
    return read < 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
