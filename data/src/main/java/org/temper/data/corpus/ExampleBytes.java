package org.temper.data.corpus;

import java.nio.ByteBuffer;
import org.temper.api.TokenSequence;

/** The bytes of an example while they are written. */
public final class ExampleBytes {
  private final IdWidth width;
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 12);

  ExampleBytes(IdWidth width) {
    this.width = width;
  }

  /**
   * Writes a sequence: its length, its ids, and a bit for each that belongs to a completion.
   *
   * @param sequence the sequence
   * @return these bytes
   */
  public ExampleBytes sequence(TokenSequence sequence) {
    long[] tokens = sequence.tokens();
    boolean[] completion = sequence.completion();
    count(tokens.length);
    require(tokens.length * width.bytes() + bitBytes(tokens.length));
    for (long token : tokens) {
      width.put(buffer, token);
    }
    for (int from = 0; from < completion.length; from += Byte.SIZE) {
      int bits = 0;
      for (int t = from; t < Math.min(completion.length, from + Byte.SIZE); t++) {
        bits |= completion[t] ? 1 << (t - from) : 0;
      }
      buffer.put((byte) bits);
    }
    return this;
  }

  /**
   * Writes a count.
   *
   * @param value the count
   * @return these bytes
   */
  public ExampleBytes count(int value) {
    require(Integer.BYTES);
    buffer.putInt(value);
    return this;
  }

  /**
   * Writes a number, bit for bit.
   *
   * @param value the number
   * @return these bytes
   */
  public ExampleBytes number(double value) {
    require(Double.BYTES);
    buffer.putDouble(value);
    return this;
  }

  static int bitBytes(int flags) {
    return (flags + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** What was written since the last time. */
  byte[] take() {
    byte[] written = new byte[buffer.flip().remaining()];
    buffer.get(written).clear();
    return written;
  }

  private void require(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), Math.addExact(buffer.position(), bytes));
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
  }
}
