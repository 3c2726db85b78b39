package org.temper.models.hf;

import java.nio.ByteBuffer;

/** A format in which a file stores numbers that are float32 in memory. */
public enum StorageType {
  /** IEEE 754 binary32: what is read equals what was written, bit for bit. */
  FLOAT32("F32", "float32", 4) {
    @Override
    void decode(ByteBuffer stored, ByteBuffer values) {
      values.put(stored);
    }

    @Override
    void encode(ByteBuffer values, ByteBuffer stored) {
      stored.put(values);
    }
  },

  /** IEEE 754 binary16; written by rounding to nearest, ties to even. */
  FLOAT16("F16", "float16", 2) {
    @Override
    void decode(ByteBuffer stored, ByteBuffer values) {
      while (stored.hasRemaining()) {
        values.putFloat(Float16.fromHalf(stored.getShort()));
      }
    }

    @Override
    void encode(ByteBuffer values, ByteBuffer stored) {
      while (values.hasRemaining()) {
        stored.putShort(Float16.toHalf(values.getFloat()));
      }
    }
  },

  /** The upper half of binary32; written by rounding to nearest, ties to even. */
  BFLOAT16("BF16", "bfloat16", 2) {
    @Override
    void decode(ByteBuffer stored, ByteBuffer values) {
      while (stored.hasRemaining()) {
        values.putFloat(Float16.fromBrain(stored.getShort()));
      }
    }

    @Override
    void encode(ByteBuffer values, ByteBuffer stored) {
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

  /** The name in a safetensors header. */
  String code() {
    return code;
  }

  /** The name in config.json. */
  String configName() {
    return configName;
  }

  int bytes() {
    return bytes;
  }

  /** Whether a number that is stored so is finite. */
  boolean holds(float value) {
    ByteBuffer values = ByteBuffer.allocate(Float.BYTES).putFloat(value).flip();
    ByteBuffer stored = ByteBuffer.allocate(bytes);
    encode(values, stored);
    ByteBuffer read = ByteBuffer.allocate(Float.BYTES);
    decode(stored.flip(), read);
    return Float.isFinite(read.getFloat(0));
  }

  /** Reads all that remains of {@code stored}; both buffers are little-endian. */
  abstract void decode(ByteBuffer stored, ByteBuffer values);

  /** Writes all that remains of {@code values}; both buffers are little-endian. */
  abstract void encode(ByteBuffer values, ByteBuffer stored);
}
