package org.temper.data.semantic;

import static com.google.common.base.Strings.lenientFormat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.Splitter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.semantic.Embeddings;
import org.temper.data.MalformedDataException;

/**
 * Vectors in NumPy's {@code .npy} files: matrices of float16, float32 or float64 in C order, of
 * format versions 1 to 3.
 *
 * <p>Source: <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 * format's page</a>.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The header is padded so that the data begins at a multiple of it. */
  private static final int ALIGNMENT = 64;

  /** Longer headers belong to arrays of records. */
  private static final int LONGEST_HEADER = 1 << 16;

  private static final Pattern TYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");

  private NpyFile() {}

  /**
   * Reads a matrix.
   *
   * @param file its path
   * @return its rows, as float32
   * @throws MalformedDataException if the file is no such matrix, is cut short or goes on, or holds
   *     what is no finite float32
   * @throws IOException if the file cannot be read
   */
  public static Embeddings read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Header header = header(file, in);
      float[] values = new float[header.rows * header.width];
      byte[] row = new byte[Math.multiplyExact(header.width, header.type.bytes)];
      for (int i = 0; i < header.rows; i++) {
        int read = in.readNBytes(row, 0, row.length);
        check(
            read == row.length,
            file,
            "expected %s rows of %s bytes, got the end in row %s",
            header.rows,
            row.length,
            i);
        ByteBuffer buffer = ByteBuffer.wrap(row).order(header.byteOrder);
        for (int column = 0; column < header.width; column++) {
          values[i * header.width + column] = header.type.read(buffer);
        }
      }
      check(in.read() < 0, file, "expected the end after %s rows, got more bytes", header.rows);
      return new Embeddings(values, header.rows, header.width);
    } catch (IllegalArgumentException e) {
      if (e instanceof MalformedDataException) {
        throw e;
      }
      throw new MalformedDataException(file, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes a matrix as float32, in format version 1.
   *
   * @param file where to
   * @param embeddings the rows
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Embeddings embeddings) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': ("
            + embeddings.rows()
            + ", "
            + embeddings.width()
            + "), }";
    int start = MAGIC.length + 4;
    int padding = ALIGNMENT - 1 - (start + header.length()) % ALIGNMENT;
    header += " ".repeat(padding) + "\n";
    ByteBuffer head =
        ByteBuffer.allocate(start + header.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) header.length())
            .put(header.getBytes(ISO_8859_1));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(head.array());
      for (int i = 0; i < embeddings.rows(); i++) {
        ByteBuffer row =
            ByteBuffer.allocate(embeddings.width() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        row.asFloatBuffer().put(embeddings.values(), i * embeddings.width(), embeddings.width());
        out.write(row.array());
      }
    }
  }

  private static Header header(Path file, DataInputStream in) throws IOException {
    try {
      byte[] magic = in.readNBytes(MAGIC.length);
      check(
          Arrays.equals(magic, MAGIC),
          file,
          "expected NumPy's .npy format, got a file that begins otherwise; numpy.save writes it");
      int version = in.readUnsignedByte();
      in.readUnsignedByte();
      check(version >= 1 && version <= 3, file, "expected .npy version 1 to 3, got %s", version);
      int length =
          version == 1
              ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
              : Integer.reverseBytes(in.readInt());
      check(
          length >= 0 && length <= LONGEST_HEADER,
          file,
          "expected a header of at most %s bytes, got %s",
          LONGEST_HEADER,
          length);
      byte[] text = in.readNBytes(length);
      check(text.length == length, file, "expected a header of %s bytes, got the end", length);
      return parse(file, new String(text, ISO_8859_1));
    } catch (EOFException e) {
      throw new MalformedDataException(file, "expected a header, got the end of the file");
    }
  }

  private static Header parse(Path file, String header) {
    Matcher type = TYPE.matcher(header);
    Matcher order = ORDER.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    boolean named = type.find() && order.find() && shape.find();
    check(
        named,
        file,
        "header: expected one type, an order and a shape, got %s; save a plain float array",
        Excerpt.of(header.strip()));
    String name = type.group(1);
    check(
        !name.endsWith("O"),
        file,
        "type: expected floats, got objects; save numpy.array(vectors, dtype=\"float32\")");
    FloatType found = null;
    for (FloatType candidate : FloatType.values()) {
      if (name.length() == 3 && name.endsWith("f" + candidate.bytes)) {
        found = candidate;
      }
    }
    boolean ordered = !name.isEmpty() && "<>=|".indexOf(name.charAt(0)) >= 0;
    if (found == null || !ordered) {
      throw malformed(
          file,
          "type: expected f2, f4 or f8 floats, got %s; save vectors.astype(\"float32\")",
          Excerpt.of(name));
    }
    check(
        order.group(1).equals("False"),
        file,
        "fortran_order: expected rows one after another, got columns; save"
            + " numpy.ascontiguousarray(vectors)");
    List<String> sizes =
        Splitter.on(',').trimResults().omitEmptyStrings().splitToList(shape.group(1));
    check(
        sizes.size() == 2,
        file,
        "shape: expected two dimensions, items and numbers, got (%s)",
        shape.group(1));
    long rows = size(file, sizes.get(0));
    long width = size(file, sizes.get(1));
    check(
        rows >= 1 && width >= 1 && rows <= Integer.MAX_VALUE / width,
        file,
        "shape: expected at least one item and number, and fewer than 2³¹ numbers, got (%s)",
        shape.group(1));
    return new Header(
        found,
        name.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        (int) rows,
        (int) width);
  }

  private static long size(Path file, String digits) {
    check(
        digits.matches("\\d{1,18}"), file, "shape: expected a number, got %s", Excerpt.of(digits));
    return Long.parseLong(digits);
  }

  private static void check(boolean condition, Path file, String message, Object... arguments) {
    if (!condition) {
      throw malformed(file, message, arguments);
    }
  }

  private static MalformedDataException malformed(Path file, String message, Object... arguments) {
    return new MalformedDataException(file, lenientFormat(message, arguments));
  }

  private record Header(FloatType type, ByteOrder byteOrder, int rows, int width) {}

  /** The types of numbers that are read, by their size. */
  private enum FloatType {
    HALF(2) {
      @Override
      float read(ByteBuffer buffer) {
        return half(buffer.getShort());
      }
    },
    SINGLE(4) {
      @Override
      float read(ByteBuffer buffer) {
        return buffer.getFloat();
      }
    },
    DOUBLE(8) {
      @Override
      float read(ByteBuffer buffer) {
        return (float) buffer.getDouble();
      }
    };

    final int bytes;

    FloatType(int bytes) {
      this.bytes = bytes;
    }

    abstract float read(ByteBuffer buffer);

    /** IEEE 754's binary16. */
    private static float half(short bits) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      float magnitude =
          exponent == 0x1f
              ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
              : exponent == 0
                  ? Math.scalb((float) fraction, -24)
                  : Math.scalb(1 + fraction / 1024f, exponent - 15);
      return bits < 0 ? -magnitude : magnitude;
    }
  }
}
