package org.temper.models.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that libtorch loads a script module from: a zip of the module's object as a pickle,
 * its code as text, its constants and a format version.
 *
 * <p>The pickle is one object of class {@code __torch__.K} with an empty list for each list of
 * tensors that the code declares, and true for each boolean, among them {@code training}.
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
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "k/data.pkl", object(code));
      put(zip, "k/code/__torch__.py", code.getBytes(US_ASCII));
      put(zip, "k/constants.pkl", NO_CONSTANTS);
      put(zip, "k/version", "3\n".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] object(String code) {
    StringBuilder state = new StringBuilder();
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
