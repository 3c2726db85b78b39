package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A reader of files of UTF-8 text line by line, gzip or not, that knows where it is when it fails.
 */
public final class TextLines {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;
  private static final String NOT_UTF_8 = "expected UTF-8, got other bytes";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextLines() {}

  /**
   * A line.
   *
   * @param file the file
   * @param number its number, from 1
   * @param text its text, without what ends it
   */
  public record Line(Path file, long number, String text) {
    MalformedDataException malformed(String problem) {
      return new MalformedDataException(file, number, problem);
    }
  }

  /**
   * Gives each line in turn; a line ends with a line feed, perhaps after a carriage return.
   *
   * @param file the file
   * @param consumer is given each line
   * @throws IllegalArgumentException if there is no such file
   * @throws MalformedDataException if the file is not UTF-8, or a gzip file that is damaged
   * @throws UncheckedIOException if the file cannot be read
   */
  public static void read(Path file, Consumer<Line> consumer) {
    long number = 1;
    try (InputStream in = open(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int next = in.read();
      while (next >= 0) {
        bytes.reset();
        while (next >= 0 && next != '\n') {
          bytes.write(next);
          next = in.read();
        }
        consumer.accept(new Line(file, number, decode(file, number, bytes.toByteArray())));
        number++;
        if (next == '\n') {
          next = in.read();
        }
      }
    } catch (IOException e) {
      throw failure(file, number, e);
    }
  }

  /**
   * What to throw where reading failed.
   *
   * @param file the file
   * @param line the line, from 1
   * @param cause why
   * @return a {@link MalformedDataException} for a gzip file that is damaged or cut off and for
   *     bytes that are no text, an {@link UncheckedIOException} otherwise
   */
  public static RuntimeException failure(Path file, long line, IOException cause) {
    if (cause instanceof EOFException) {
      return new MalformedDataException(
          file, line, "expected a whole gzip file, got one that is cut off");
    }
    if (cause instanceof ZipException) {
      return new MalformedDataException(
          file, line, "expected a gzip file, got one that is damaged: " + cause.getMessage());
    }
    if (cause instanceof CharConversionException || cause instanceof CharacterCodingException) {
      return new MalformedDataException(file, line, NOT_UTF_8);
    }
    return new UncheckedIOException(file + ": " + cause.getMessage(), cause);
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @return its bytes, unpacked where it is a gzip file, whatever its name
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if the file cannot be read
   */
  public static InputStream open(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "file: expected an existing file, got %s", file);
    try (InputStream in = Files.newInputStream(file)) {
      JsonFile.checkNoPointer(file.toString(), in.readNBytes(JsonFile.POINTER_BYTES));
    }
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == GZIP_MAGIC_1 && raw.read() == GZIP_MAGIC_2;
      raw.reset();
      return gzip
          ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
          : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static String decode(Path file, long number, byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedDataException(file, number, NOT_UTF_8);
    }
    if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
