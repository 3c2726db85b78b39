package org.temper.models.merge;

import java.io.IOException;
import java.util.Arrays;
import org.temper.models.merge.methods.Trim;

/**
 * The numbers of task vectors that are large enough. Thresholds are found without sorting: the bits
 * of a float32 that is not negative are ordered as it is, so that two histograms, of its upper and
 * of its lower half, tell the k-th largest exactly.
 */
final class Trimmed implements Sparsity {
  private static final int HALF = 16;
  private static final int UPPER_BUCKETS = 1 << 15;
  private static final int LOWER_BUCKETS = 1 << HALF;
  private static final int LOWER = LOWER_BUCKETS - 1;

  /** How often thresholds go through the numbers. */
  static final int PASSES = 2;

  private final int[] thresholds;

  /** How many more that equal the threshold are kept. */
  private final long[] equals;

  /** How often each half of the bits was seen, of each expert; used again for the next tensor. */
  static final class Histograms {
    private final long[][] upper;
    private final long[][] lower;

    Histograms(int experts) {
      upper = new long[experts][UPPER_BUCKETS];
      lower = new long[experts][LOWER_BUCKETS];
    }

    private void clear() {
      for (int e = 0; e < upper.length; e++) {
        Arrays.fill(upper[e], 0);
        Arrays.fill(lower[e], 0);
      }
    }
  }

  private Trimmed(int experts) {
    thresholds = new int[experts];
    equals = new long[experts];
  }

  /** Finds what is kept of each expert's task vector. */
  static Sparsity of(Trim trim, Pieces pieces, Histograms histograms) throws IOException {
    if (trim.density() == 1) {
      return Sparsity.none();
    }
    long[][] upper = histograms.upper;
    long[][] lower = histograms.lower;
    int experts = upper.length;
    Trimmed trimmed = new Trimmed(experts);
    histograms.clear();
    pieces.forEach(piece -> count(piece, (expert, bits) -> upper[expert][bits >>> HALF]++));
    for (int e = 0; e < experts; e++) {
      long kept = trim.kept(Arrays.stream(upper[e]).sum());
      trimmed.narrow(e, upper[e], kept, HALF);
    }
    pieces.forEach(
        piece ->
            count(
                piece,
                (expert, bits) -> {
                  if (bits >>> HALF == trimmed.thresholds[expert] >>> HALF) {
                    lower[expert][bits & LOWER]++;
                  }
                }));
    for (int e = 0; e < experts; e++) {
      trimmed.narrow(e, lower[e], trimmed.equals[e], 0);
      if (trim.equal() == Trim.EqualMagnitudes.ALL) {
        trimmed.equals[e] = Long.MAX_VALUE;
      }
    }
    return trimmed;
  }

  @Override
  public void factors(Piece piece, int expert, double[] into) {
    int threshold = thresholds[expert];
    for (int i = 0; i < piece.count(); i++) {
      int bits = Float.floatToRawIntBits(piece.magnitude(expert, i));
      boolean kept = bits > threshold || (bits == threshold && equals[expert]-- > 0);
      into[i] = kept ? 1 : 0;
    }
  }

  /** Takes a magnitude's bits. */
  @FunctionalInterface
  private interface Counter {
    void add(int expert, int bits);
  }

  private static void count(Piece piece, Counter counter) {
    for (int e = 0; e < piece.experts(); e++) {
      for (int i = 0; i < piece.count(); i++) {
        counter.add(e, Float.floatToRawIntBits(piece.magnitude(e, i)));
      }
    }
  }

  /** The bucket in which the last lies that is kept, and how many of it are. */
  private void narrow(int expert, long[] buckets, long kept, int shift) {
    long left = kept;
    int bucket = buckets.length - 1;
    while (bucket > 0 && buckets[bucket] < left) {
      left -= buckets[bucket];
      bucket--;
    }
    thresholds[expert] |= bucket << shift;
    equals[expert] = left;
  }
}
