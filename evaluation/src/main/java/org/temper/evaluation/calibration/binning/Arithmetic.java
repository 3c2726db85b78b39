package org.temper.evaluation.calibration.binning;

/** The numbers as which confidences are held and summed. */
enum Arithmetic {
  /** Float64, as they are. */
  DOUBLE,
  /** Rounded to float32, and so is each sum. */
  SINGLE,
  /** Float64, clipped to what is strictly within (0, 1). */
  CLIPPED;

  private static final double EPSILON = 0x1.0p-52;

  /** A confidence as it is sorted into bins and summed. */
  double held(double confidence) {
    if (this == CLIPPED) {
      return Math.min(1 - EPSILON, Math.max(EPSILON, confidence));
    }
    return this == SINGLE ? (float) confidence : confidence;
  }

  /** A sum as it is kept. A float32 sum of two float32 numbers rounds once, by way of float64. */
  double kept(double sum) {
    return this == SINGLE ? (float) sum : sum;
  }
}
