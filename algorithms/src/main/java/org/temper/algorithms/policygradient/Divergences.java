package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.temper.losses.arrays.Masks;
import org.temper.losses.arrays.Rounding;

/** Differences of log-probabilities that were computed in two ways. */
public final class Divergences {
  /** Log-probabilities are differences of logits, whose rounding stays where they are near 0. */
  private static final double LOGITS = 2;

  private Divergences() {}

  /**
   * The rows that differ by more than the rounding of their log-probabilities: what was recorded
   * while sampling and what is scored later come by other kernels, and differ in their last digits
   * though the weights are the same.
   *
   * @param logProbs log-probabilities, floating [B, T]
   * @param others the same tokens' under another or the same policy, [B, T]
   * @param mask which tokens count, boolean [B, T]
   * @return boolean [B, 1]
   */
  public static NDArray beyondRounding(NDArray logProbs, NDArray others, NDArray mask) {
    NDArray sizes = logProbs.abs().add(others.abs()).add(LOGITS);
    NDArray bounds = Masks.rowSums(sizes, mask).mul(Rounding.spread(logProbs.getDataType()));
    NDArray differences = Masks.rowSums(logProbs.sub(others).abs(), mask);
    return differences.lte(bounds).logicalNot().expandDims(1);
  }
}
