package org.temper.evaluation.calibration.binning;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Comparators;
import com.google.common.primitives.Doubles;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Intervals that cover [0, 1], each confidence in exactly one of them. Bins of equal width come
 * from a {@link BinConvention}; bins of equal mass and of equal values come from the confidences.
 */
public final class Bins {
  private final double[] cuts;
  private final ClosedSide closed;
  private final Arithmetic arithmetic;
  private final int steps;

  private Bins(double[] cuts, ClosedSide closed, Arithmetic arithmetic, int steps) {
    this.cuts = cuts;
    this.closed = closed;
    this.arithmetic = arithmetic;
    this.steps = steps;
  }

  static Bins equalWidth(double[] cuts, ClosedSide closed, Arithmetic arithmetic, int steps) {
    return new Bins(cuts, closed, arithmetic, steps);
  }

  /**
   * Bins that hold about as many points each, as uncertainty-calibration 0.1.4 has them: the sorted
   * confidences are split into parts whose sizes differ by at most one, and an edge is the midpoint
   * of the last confidence before it and the first after it; (lower, upper]. Equal confidences are
   * never parted, so with ties there may be fewer bins, and they may hold unequal numbers.
   *
   * @param ascending the confidences in ascending order, each in [0, 1], at least one
   * @param count how many bins, at least 1; with fewer points, as many as there are points
   * @return the bins
   * @throws IllegalArgumentException if there is no confidence or no bin, or they are in no order
   */
  public static Bins equalMass(double[] ascending, int count) {
    checkArgument(ascending.length > 0, "ascending: expected at least one confidence, got none");
    checkArgument(
        Comparators.isInOrder(Doubles.asList(ascending), Comparator.naturalOrder()),
        "ascending: expected confidences in ascending order; sort them first");
    checkArgument(count >= 1, "bins: expected at least 1, got %s", count);
    int n = ascending.length;
    int parts = Math.min(count, n);
    int larger = n % parts;
    double[] cuts = new double[parts - 1];
    int end = 0;
    for (int i = 0; i < parts - 1; i++) {
      end += n / parts + (i < larger ? 1 : 0);
      cuts[i] = (ascending[end - 1] + ascending[end]) / 2;
    }
    return ofCuts(cuts);
  }

  /**
   * Bins of one value each: an edge lies midway between two confidences that are neighbors; (lower,
   * upper].
   *
   * @param values the values that occur, each once, in ascending order, each in [0, 1], at least
   *     one
   * @return the bins
   * @throws IllegalArgumentException if there is no value, or they are in no order
   */
  public static Bins ofValues(double[] values) {
    checkArgument(values.length > 0, "values: expected at least one, got none");
    checkArgument(
        Comparators.isInStrictOrder(Doubles.asList(values), Comparator.naturalOrder()),
        "values: expected each once, in ascending order; sort them first");
    double[] cuts = new double[values.length - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = (values[i] + values[i + 1]) / 2;
    }
    return ofCuts(cuts);
  }

  /** Cuts that occur several times, and those at 1, part nothing. */
  private static Bins ofCuts(double[] cuts) {
    double[] distinct = Arrays.stream(cuts).filter(cut -> cut < 1).distinct().toArray();
    return new Bins(distinct, ClosedSide.UPPER, Arithmetic.DOUBLE, 0);
  }

  /**
   * The number of bins.
   *
   * @return at least 1; {@link BinConvention#TORCHMETRICS} and {@link BinConvention#FLOAT64} have
   *     one more than was asked for, for confidences of exactly 1
   */
  public int count() {
    return cuts.length + 1;
  }

  /**
   * A bin's lower edge.
   *
   * @param bin which bin, from 0
   * @return in [0, 1]
   */
  public double lower(int bin) {
    return bin == 0 ? 0 : cuts[bin - 1];
  }

  /**
   * A bin's upper edge.
   *
   * @param bin which bin, from 0
   * @return in [0, 1]
   */
  public double upper(int bin) {
    return bin == cuts.length ? 1 : cuts[bin];
  }

  /**
   * The bin of a confidence.
   *
   * @param confidence in [0, 1]
   * @return which bin, from 0
   */
  public int indexOf(double confidence) {
    return indexOfHeld(held(confidence));
  }

  double held(double confidence) {
    return arithmetic.held(confidence);
  }

  double kept(double sum) {
    return arithmetic.kept(sum);
  }

  int indexOfHeld(double held) {
    return steps > 0 ? near((int) (held * steps), held) : halved(held);
  }

  /** From where the bin lies but for rounding, to where it lies. */
  private int near(int guess, double held) {
    int bin = Math.min(guess, cuts.length);
    while (bin > 0 && !isAbove(held, cuts[bin - 1])) {
      bin--;
    }
    while (bin < cuts.length && isAbove(held, cuts[bin])) {
      bin++;
    }
    return bin;
  }

  private int halved(double held) {
    int low = 0;
    int high = cuts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isAbove(held, cuts[middle])) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isAbove(double held, double cut) {
    return closed == ClosedSide.LOWER ? held >= cut : held > cut;
  }

  /**
   * Whether other bins sort every confidence alike and sum alike.
   *
   * @param other what is compared
   * @return true where edges, their sides and the precision are the same
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Bins bins
        && closed == bins.closed
        && arithmetic == bins.arithmetic
        && Arrays.equals(cuts, bins.cuts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cuts);
  }

  /**
   * For people to read.
   *
   * @return such as {@code 15 bins (lower, upper], DOUBLE}
   */
  @Override
  public String toString() {
    String interval = closed == ClosedSide.LOWER ? "[lower, upper)" : "(lower, upper]";
    return count() + " bins " + interval + ", " + arithmetic;
  }
}
