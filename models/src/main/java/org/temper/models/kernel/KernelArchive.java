package org.temper.models.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Bytes;
import com.google.common.primitives.Longs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that libtorch loads a script module from: a zip of the module's object as a pickle,
 * its code as text, its constants and a format version.
 *
 * <p>The pickle is one object of class {@code __torch__.K} with an empty list for each list of
 * tensors that the code declares, and true for each boolean, among them {@code training}; and the
 * tensors that are given, each a record of its own.
 */
final class KernelArchive {
  private static final Pattern STATE =
      Pattern.compile("^  (\\w+) : (List\\[Tensor]|bool)$", Pattern.MULTILINE);
  private static final String EMPTY_LIST = "ctorch.jit._pickle\nbuild_tensorlist\n(]tR";
  private static final String TRUE = "\u0088";
  private static final byte[] NO_CONSTANTS = pickle("\u0080\u0002).");

  /** What every module of libtorch has, and no function here looks at. */
  private static final String MODE = "training";

  private KernelArchive() {}

  /** Whether functions find what an earlier call has left. */
  static boolean keepsState(String code) {
    return STATE.matcher(code).results().anyMatch(match -> !match.group(1).equals(MODE));
  }

  static byte[] of(String code) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(bytes, code, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes an archive.
   *
   * @param out where to; it is closed
   * @param code the class
   * @param tensors float32 arrays by the names under which the class declares them as {@code
   *     Tensor}
   */
  static void write(OutputStream out, String code, Map<String, NDArray> tensors)
      throws IOException {
    StringBuilder state = new StringBuilder();
    int record = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      state
          .append(key(tensor.getKey()))
          .append(tensor(record++, tensor.getValue().getShape()))
          .append('s');
    }
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "k/data.pkl", object(code, state));
      put(zip, "k/code/__torch__.py", code.getBytes(US_ASCII));
      record = 0;
      for (NDArray tensor : tensors.values()) {
        put(zip, "k/data/" + record++, content(tensor));
      }
      put(zip, "k/constants.pkl", NO_CONSTANTS);
      put(zip, "k/version", "3\n".getBytes(US_ASCII));
    }
  }

  private static byte[] content(NDArray tensor) {
    ByteBuffer buffer = tensor.toByteBuffer();
    byte[] content = new byte[buffer.remaining()];
    buffer.get(content);
    return content;
  }

  // What torch._utils._rebuild_tensor_v2 makes of a record: the storage, by a persistent id, its
  // offset,
  // shape and strides, that it needs no gradient, and no hooks.
  private static String tensor(int record, Shape shape) {
    StringBuilder sizes = new StringBuilder();
    StringBuilder strides = new StringBuilder();
    long stride = shape.size();
    for (long size : shape.getShape()) {
      stride /= size;
      sizes.append(number(size));
      strides.append(number(stride));
    }
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + key("storage")
        + "ctorch\nFloatStorage\n"
        + key(Integer.toString(record))
        + key("cpu")
        + number(shape.size())
        + "tQ"
        + number(0)
        + "("
        + sizes
        + "t("
        + strides
        + "t\u0089ccollections\nOrderedDict\n)RtR";
  }

  // A whole number: LONG1, its count of bytes, the lowest first.
  private static String number(long value) {
    byte[] bytes = Longs.toByteArray(value);
    Bytes.reverse(bytes);
    return "\u008a\u0008" + new String(bytes, ISO_8859_1);
  }

  private static byte[] object(String code, StringBuilder state) {
    STATE
        .matcher(code)
        .results()
        .forEach(
            match ->
                state
                    .append(key(match.group(1)))
                    .append(match.group(2).equals("bool") ? TRUE : EMPTY_LIST)
                    .append('s'));
    return pickle("\u0080\u0002c__torch__\nK\n)\u0081}" + state + "b.");
  }

  // A string: X, its length in four bytes, its characters.
  private static String key(String name) {
    return "X" + (char) name.length() + "\0\0\0" + name;
  }

  private static byte[] pickle(String opcodes) {
    return opcodes.getBytes(ISO_8859_1);
  }

  // libtorch reads the records in place, so they are stored, not deflated.
  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
