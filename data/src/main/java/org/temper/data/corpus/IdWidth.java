package org.temper.data.corpus;

import java.nio.ByteBuffer;

/** The number of bytes that a token id takes. */
public enum IdWidth {
  /** Two, for vocabularies of up to 65,536 tokens. */
  SHORT(Short.BYTES),
  /** Four. */
  INT(Integer.BYTES);

  private static final long SHORT_IDS = 1L << Short.SIZE;

  private final int bytes;

  IdWidth(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The width of a vocabulary's ids.
   *
   * @param vocabularySize one more than the largest id
   * @return the smallest width that holds it
   */
  public static IdWidth of(long vocabularySize) {
    return vocabularySize <= SHORT_IDS ? SHORT : INT;
  }

  int bytes() {
    return bytes;
  }

  void put(ByteBuffer buffer, long id) {
    switch (this) {
      case SHORT -> buffer.putShort((short) id);
      case INT -> buffer.putInt((int) id);
    }
  }

  long get(ByteBuffer buffer) {
    return switch (this) {
      case SHORT -> Short.toUnsignedLong(buffer.getShort());
      case INT -> Integer.toUnsignedLong(buffer.getInt());
    };
  }
}
