package org.temper.losses.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/** Sums and counts under a mask. */
public final class Masks {
  private static final int[] TOKENS = {1};

  private Masks() {}

  /**
   * The values inside the mask, 0 outside. A selection, not a product: 0 · NaN is NaN, in the value
   * and in the gradient.
   */
  public static NDArray keep(NDArray values, NDArray mask) {
    return NDArrays.where(mask, values, values.zerosLike());
  }

  /** How many entries the mask keeps: a scalar of the type of the values. */
  public static NDArray count(NDArray values, NDArray mask) {
    return asNumbers(values, mask).sum();
  }

  public static NDArray rowSums(NDArray values, NDArray mask) {
    return keep(values, mask).sum(TOKENS);
  }

  public static NDArray rowCounts(NDArray values, NDArray mask) {
    return asNumbers(values, mask).sum(TOKENS);
  }

  /** Means over each row's kept entries, 0 where there are none. */
  public static NDArray rowMeans(NDArray values, NDArray mask) {
    return rowSums(values, mask).div(atLeastOne(rowCounts(values, mask)));
  }

  public static NDArray atLeastOne(NDArray counts) {
    return counts.maximum(1);
  }

  /** The numbers where they are above 0, NaN where they are, else 1: divisors for zeros. */
  public static NDArray positive(NDArray numbers) {
    return NDArrays.where(numbers.lte(0), numbers.onesLike(), numbers);
  }

  private static NDArray asNumbers(NDArray values, NDArray mask) {
    // Made by selection, so that the result belongs to the manager of the values.
    return keep(values.stopGradient().onesLike(), mask);
  }
}
