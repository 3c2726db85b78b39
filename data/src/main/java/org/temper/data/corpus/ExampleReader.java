package org.temper.data.corpus;

import java.nio.ByteBuffer;
import org.temper.api.TokenSequence;

/** The bytes of an example while they are read, in the order in which they were written. */
public final class ExampleReader {
  private final IdWidth width;
  private final ByteBuffer bytes;

  ExampleReader(IdWidth width, ByteBuffer bytes) {
    this.width = width;
    this.bytes = bytes;
  }

  /**
   * Reads a sequence.
   *
   * @return what {@link ExampleBytes#sequence} wrote
   */
  public TokenSequence sequence() {
    long[] tokens = new long[count()];
    for (int t = 0; t < tokens.length; t++) {
      tokens[t] = width.get(bytes);
    }
    boolean[] completion = new boolean[tokens.length];
    int bits = 0;
    for (int t = 0; t < completion.length; t++) {
      bits = t % Byte.SIZE == 0 ? bytes.get() : bits >> 1;
      completion[t] = (bits & 1) != 0;
    }
    return TokenSequence.of(tokens, completion);
  }

  /**
   * Reads a count.
   *
   * @return what {@link ExampleBytes#count} wrote
   */
  public int count() {
    return bytes.getInt();
  }

  /**
   * Reads a number.
   *
   * @return what {@link ExampleBytes#number} wrote
   */
  public double number() {
    return bytes.getDouble();
  }
}
