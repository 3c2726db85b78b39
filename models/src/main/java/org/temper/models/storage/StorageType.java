package org.temper.models.storage;

import java.nio.ByteBuffer;

/** A format in which a file stores numbers that are float32 in memory. */
public enum StorageType {
  /** IEEE 754 binary32: what is read equals what was written, bit for bit. */
  FLOAT32("F32", "float32", 4) {
    @Override
    public void decode(ByteBuffer stored, ByteBuffer values) {
      values.put(stored);
    }

    @Override
    public void encode(ByteBuffer values, ByteBuffer stored) {
      stored.put(values);
    }
  },

  /** IEEE 754 binary16; written by rounding to nearest, ties to even. */
  FLOAT16("F16", "float16", 2) {
    @Override
    public void decode(ByteBuffer stored, ByteBuffer values) {
      while (stored.hasRemaining()) {
        values.putFloat(Float16.fromHalf(stored.getShort()));
      }
    }

    @Override
    public void encode(ByteBuffer values, ByteBuffer stored) {
      while (values.hasRemaining()) {
        stored.putShort(Float16.toHalf(values.getFloat()));
      }
    }
  },

  /** The upper half of binary32; written by rounding to nearest, ties to even. */
  BFLOAT16("BF16", "bfloat16", 2) {
    @Override
    public void decode(ByteBuffer stored, ByteBuffer values) {
      while (stored.hasRemaining()) {
        values.putFloat(Float16.fromBrain(stored.getShort()));
      }
    }

    @Override
    public void encode(ByteBuffer values, ByteBuffer stored) {
      while (values.hasRemaining()) {
        stored.putShort(Float16.toBrain(values.getFloat()));
      }
    }
  };

  private final String code;
  private final String configName;
  private final int bytes;

  StorageType(String code, String configName, int bytes) {
    this.code = code;
    this.configName = configName;
    this.bytes = bytes;
  }

  /**
   * The name in a safetensors header.
   *
   * @return such as F32
   */
  public String code() {
    return code;
  }

  /**
   * The name in config.json.
   *
   * @return such as float32
   */
  public String configName() {
    return configName;
  }

  /**
   * The size of a stored number.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Whether a number that is stored so is finite.
   *
   * @param value the number
   * @return true if it is
   */
  public boolean holds(float value) {
    ByteBuffer values = ByteBuffer.allocate(Float.BYTES).putFloat(value).flip();
    ByteBuffer stored = ByteBuffer.allocate(bytes);
    encode(values, stored);
    ByteBuffer read = ByteBuffer.allocate(Float.BYTES);
    decode(stored.flip(), read);
    return Float.isFinite(read.getFloat(0));
  }

  /**
   * Reads numbers.
   *
   * @param stored all that remains of it is read, little-endian
   * @param values where they go, little-endian
   */
  public abstract void decode(ByteBuffer stored, ByteBuffer values);

  /**
   * Writes numbers.
   *
   * @param values all that remain of them are written, little-endian
   * @param stored where they go, little-endian
   */
  public abstract void encode(ByteBuffer values, ByteBuffer stored);
}
