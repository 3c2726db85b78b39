package org.temper.environments.traces;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * A line that is a JSON object and ends with a field of its own checksum: the CRC-32C of what is
 * before that field, in 8 hexadecimal digits.
 */
final class SealedLine {
  private static final String FIELD = ",\"crc32c\":\"";
  private static final int LENGTH = FIELD.length() + 8 + 2;

  private SealedLine() {}

  /** The line of an object that is not empty. */
  static String seal(String json) {
    String body = json.substring(0, json.length() - 1);
    return body + FIELD + checksum(body) + "\"}";
  }

  /** Whether a line is whole. */
  static boolean isWhole(String line) {
    int body = line.length() - LENGTH;
    return body > 0 && line.equals(seal(line.substring(0, body) + "}"));
  }

  private static String checksum(String body) {
    return Hashing.crc32c().hashString(body, StandardCharsets.UTF_8).toString();
  }
}
