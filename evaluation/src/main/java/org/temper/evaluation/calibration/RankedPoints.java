package org.temper.evaluation.calibration;

/** A stable sort of points by descending confidence: a radix sort, linear in the points. */
final class RankedPoints {
  private static final long ONE = Double.doubleToRawLongBits(1.0);
  private static final int DIGIT = 11;
  private static final int DIGITS = 6;
  private static final int MASK = (1 << DIGIT) - 1;

  private RankedPoints() {}

  /**
   * Sorted points.
   *
   * @param points as {@link CalibrationData} packs them
   * @return a new array, by descending confidence; equal confidences stay in order
   */
  static long[] descending(long[] points) {
    int[][] counts = new int[DIGITS][1 << DIGIT];
    for (long point : points) {
      long key = key(point);
      for (int digit = 0; digit < DIGITS; digit++) {
        counts[digit][(int) (key >>> (digit * DIGIT)) & MASK]++;
      }
    }
    long[] from = points;
    long[] to = new long[points.length];
    for (int digit = 0; digit < DIGITS; digit++) {
      int[] starts = counts[digit];
      if (!isParted(starts, points.length)) {
        continue;
      }
      int start = 0;
      for (int i = 0; i < starts.length; i++) {
        int count = starts[i];
        starts[i] = start;
        start += count;
      }
      int shift = digit * DIGIT;
      for (long point : from) {
        to[starts[(int) (key(point) >>> shift) & MASK]++] = point;
      }
      // The points given are never written to.
      long[] next = from == points ? new long[points.length] : from;
      from = to;
      to = next;
    }
    return from == points ? points.clone() : from;
  }

  /** Descending confidences have ascending keys of 62 bits. */
  private static long key(long point) {
    return ONE - (point >>> 1);
  }

  private static boolean isParted(int[] counts, int total) {
    for (int count : counts) {
      if (count > 0) {
        return count < total;
      }
    }
    return false;
  }
}
