package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.ZipException;

/**
 * A reader of files of UTF-8 text line by line, gzip or not, that knows where it is when it fails.
 */
public final class TextLines {
  /** The most bytes of a line: 16 MiB. */
  public static final int LONGEST = 1 << 24;

  /** What stands for bytes that are not UTF-8: no text has this surrogate alone. */
  public static final char MALFORMED = '\uDC00';

  /** What is said of bytes that are not UTF-8. */
  public static final String NOT_UTF_8 = "expected UTF-8, got other bytes";

  /** What is said of a line that is too long. */
  public static final String TOO_LONG =
      "expected a line of at most " + (LONGEST >> 20) + " MiB, got a longer one";

  private static final int BUFFER_BYTES = 1 << 16;
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
   * @throws MalformedDataException if the file is not UTF-8, has a line of more than {@link
   *     #LONGEST} bytes, or is a gzip file that is damaged
   * @throws UncheckedIOException if the file cannot be read
   */
  public static void read(Path file, Consumer<Line> consumer) {
    read(file, UTF_8::newDecoder, all(consumer));
  }

  /**
   * Gives each line in turn, as {@link #read} does, with {@link #MALFORMED} for what is not UTF-8.
   *
   * @param file the file
   * @param consumer is given each line
   * @throws IllegalArgumentException as {@link #read} does, malformed text apart
   */
  public static void readMarked(Path file, Consumer<Line> consumer) {
    readMarkedWhile(file, all(consumer));
  }

  /**
   * Gives each line in turn, as {@link #readMarked} does, and reads no further than is wanted.
   *
   * @param file the file
   * @param consumer is given each line, and tells whether the next is wanted
   * @throws IllegalArgumentException as {@link #readMarked} does
   */
  public static void readMarkedWhile(Path file, Predicate<Line> consumer) {
    read(file, TextLines::marking, consumer);
  }

  private static Predicate<Line> all(Consumer<Line> consumer) {
    return line -> {
      consumer.accept(line);
      return true;
    };
  }

  private static void read(Path file, Supplier<CharsetDecoder> decoder, Predicate<Line> consumer) {
    long number = 1;
    try (InputStream in = open(file)) {
      LineBytes line = new LineBytes();
      byte[] buffer = new byte[BUFFER_BYTES];
      int count = in.read(buffer);
      while (count >= 0) {
        int from = 0;
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            line.add(file, number, buffer, from, i);
            if (!consumer.test(new Line(file, number, decode(file, number, line, decoder.get())))) {
              return;
            }
            line.reset();
            number++;
            from = i + 1;
          }
        }
        line.add(file, number, buffer, from, count);
        count = in.read(buffer);
      }
      if (line.size() > 0
          && !consumer.test(new Line(file, number, decode(file, number, line, decoder.get())))) {
        return;
      }
    } catch (IOException e) {
      throw failure(file, number, e);
    }
  }

  /** Bytes that are decoded where they are. */
  private static final class LineBytes extends ByteArrayOutputStream {
    void add(Path file, long number, byte[] buffer, int from, int to) {
      if (size() + to - from > LONGEST) {
        throw new MalformedDataException(file, number, TOO_LONG);
      }
      write(buffer, from, to - from);
    }

    ByteBuffer toBuffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  private static CharsetDecoder marking() {
    return UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .replaceWith(String.valueOf(MALFORMED));
  }

  /**
   * Opens a file as text, without a byte order mark.
   *
   * @param file UTF-8 text, gzip or not
   * @return its characters, with {@link #MALFORMED} for what is not UTF-8
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if the file cannot be read
   */
  public static Reader reader(Path file) throws IOException {
    Reader reader = new BufferedReader(new InputStreamReader(open(file), marking()));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK.charAt(0)) {
      reader.reset();
    }
    return reader;
  }

  /**
   * Whether a text has bytes in it that are not UTF-8.
   *
   * @param text what {@link #readMarked} or {@link #reader} gave
   * @return whether it holds {@link #MALFORMED}, not being half of a character
   */
  public static boolean isMalformed(String text) {
    return text.indexOf(MALFORMED) >= 0 && text.codePoints().anyMatch(point -> point == MALFORMED);
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
   * @return its bytes, unpacked where it is a gzip file, whatever its name; of several members,
   *     those of all. Reading them fails where a member is damaged, or what follows the last is no
   *     member, or they are more than 16 MiB and more than 100 times the file's size
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
      boolean gzip = raw.read() == GzipStream.MAGIC_1 && raw.read() == GzipStream.MAGIC_2;
      raw.reset();
      return gzip ? new BufferedInputStream(new GzipStream(raw), BUFFER_BYTES) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static String decode(Path file, long number, LineBytes bytes, CharsetDecoder decoder) {
    String text;
    try {
      text = decoder.decode(bytes.toBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedDataException(file, number, NOT_UTF_8);
    }
    if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
