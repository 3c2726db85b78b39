package org.temper.api;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * A hash of contents, added one after the other: what two runs compare their data by. SHA-256, of
 * which the first 16 hexadecimal digits are shown. Each text and sequence is preceded by its
 * length, so that contents cannot be cut elsewhere and give the same hash.
 */
public final class ContentHash {
  private static final int SHOWN_DIGITS = 16;

  private final Hasher hasher = Hashing.sha256().newHasher();

  /** A hash of nothing yet. */
  public ContentHash() {}

  /**
   * Adds a number.
   *
   * @param value the number
   * @return this hash
   */
  public ContentHash add(long value) {
    hasher.putLong(value);
    return this;
  }

  /**
   * Adds a number.
   *
   * @param value the number, bit for bit
   * @return this hash
   */
  public ContentHash add(double value) {
    hasher.putDouble(value);
    return this;
  }

  /**
   * Adds a text.
   *
   * @param text the text
   * @return this hash
   */
  public ContentHash add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
    return this;
  }

  /**
   * Adds a sequence: its token ids and the flags of its completion.
   *
   * @param sequence the sequence
   * @return this hash
   */
  public ContentHash add(TokenSequence sequence) {
    long[] tokens = sequence.tokens();
    boolean[] completion = sequence.completion();
    hasher.putInt(tokens.length);
    for (int t = 0; t < tokens.length; t++) {
      hasher.putLong(tokens[t]).putBoolean(completion[t]);
    }
    return this;
  }

  /**
   * The hash of what was added, as a number. Nothing can be added afterwards.
   *
   * @return 64 bits
   */
  public long bits() {
    return hasher.hash().asLong();
  }

  /**
   * The hash of what was added. Nothing can be added afterwards.
   *
   * @return 16 hexadecimal digits
   */
  public String digits() {
    return hasher.hash().toString().substring(0, SHOWN_DIGITS);
  }
}
