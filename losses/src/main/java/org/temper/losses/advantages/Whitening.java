package org.temper.losses.advantages;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.ArrayChecks;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Rounding;

/** Numbers moved and scaled to mean 0 and variance 1. */
public final class Whitening {
  private Whitening() {}

  /**
   * Numbers of mean 0 and variance 1 over the kept entries.
   *
   * <pre>(x − mean) / √(Σ (x − mean)² / (N − 1)), over the N kept entries</pre>
   *
   * <p>Where the kept entries do not vary, but for rounding, or there is only one, all are 0: there
   * is nothing that tells one from another. No entry outside the mask is looked at, and no gradient
   * flows through the result. It computes over what it is given: pass all micro-batches of an
   * update together.
   *
   * <p>Source: Peng et al. 2019, "Advantage-Weighted Regression", standardized over the batch as in
   * its public code, there by the biased variance. Most public implementations of PPO whiten
   * advantages with the unbiased one and add 1e-8 to it; nothing is added here.
   *
   * @param values floating, any shape
   * @param mask true for each entry to count, boolean, the same shape
   * @return the whitened numbers, the same shape; 0 outside the mask
   * @throws IllegalArgumentException if {@code values} is not floating, or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray whitened(NDArray values, NDArray mask) {
    return whitened(values, mask, 0);
  }

  /**
   * Numbers of mean 0 and variance 1 over the kept entries, that were computed from larger ones.
   *
   * <p>As the other, but where the kept entries vary by no more than the rounding of the numbers
   * that they are sums or differences of, all are 0: what cancels leaves its rounding.
   *
   * @param values floating, any shape
   * @param mask true for each entry to count, boolean, the same shape
   * @param magnitude the largest absolute value of what they were computed from; at least 0
   * @return the whitened numbers, the same shape; 0 outside the mask
   * @throws IllegalArgumentException if {@code values} is not floating, or {@code mask} is not
   *     boolean of the same shape
   */
  public static NDArray whitened(NDArray values, NDArray mask, double magnitude) {
    ArrayChecks.checkFloating("values", values);
    ArrayChecks.checkMask("mask", mask, values);
    NDArray kept = Masks.keep(values.stopGradient(), mask);
    NDArray count = Masks.count(kept, mask);
    NDArray largest = kept.abs().max();
    // Scaled to at most 1, so that no square overflows or vanishes.
    NDArray scaled = kept.div(Masks.positive(largest));
    NDArray centered = Masks.keep(scaled.sub(scaled.sum().div(Masks.atLeastOne(count))), mask);
    NDArray variance = centered.square().sum().div(Masks.atLeastOne(count.sub(1)));
    NDArray deviation = variance.sqrt();
    // Not "does not vary" where it is NaN: what is wrong inside the mask must be seen.
    NDArray source = largest.maximum(magnitude).toType(kept.getDataType(), false);
    NDArray bound = source.div(Masks.positive(largest)).mul(Rounding.spread(kept.getDataType()));
    NDArray alike = deviation.lte(bound).broadcast(kept.getShape());
    return NDArrays.where(alike, kept.zerosLike(), centered.div(Masks.positive(deviation)));
  }
}
