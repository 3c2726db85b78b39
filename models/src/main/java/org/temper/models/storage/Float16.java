package org.temper.models.storage;

/** Conversions between float32 and the bits of the two 16-bit floating-point formats. */
final class Float16 {
  private static final int HALF_EXPONENT = 0x7C00;
  private static final int HALF_FRACTION = 0x03FF;
  private static final float HALF_SUBNORMAL = 0x1p-24f;

  private Float16() {}

  static float fromHalf(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits & HALF_EXPONENT) >> 10;
    int fraction = bits & HALF_FRACTION;
    if (exponent == 0) {
      float magnitude = fraction * HALF_SUBNORMAL;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 31 ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** Rounds to nearest, ties to even; too large becomes infinite. */
  static short toHalf(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | HALF_EXPONENT | 0x200);
    }
    float magnitude = Math.abs(value);
    if (magnitude >= 65520f) {
      return (short) (sign | HALF_EXPONENT);
    }
    if (magnitude < 0x1p-14f) {
      // The product is exact and below 1024, so that rounding it is the only rounding.
      return (short) (sign | (int) Math.rint((double) magnitude / HALF_SUBNORMAL));
    }
    int bits = Float.floatToRawIntBits(magnitude) - ((127 - 15) << 23);
    return (short) (sign | roundToEven(bits, 13));
  }

  static float fromBrain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds to nearest, ties to even. */
  static short toBrain(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) (Float.isNaN(value) ? bits >>> 16 | 0x40 : roundToEven(bits, 16));
  }

  private static int roundToEven(int bits, int dropped) {
    int odd = (bits >>> dropped) & 1;
    return (bits + (1 << (dropped - 1)) - 1 + odd) >>> dropped;
  }
}
