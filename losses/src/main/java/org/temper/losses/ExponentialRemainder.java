package org.temper.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.Scalars;

/**
 * The remainder of the exponential after its tangent at 0, e^x − x − 1, which keeps its digits near
 * 0, where the subtraction would lose them.
 */
final class ExponentialRemainder {
  /** Up to here twelve terms of the series are right to the last digit of float64. */
  private static final double SERIES = 0.1;

  private static final int TERMS = 12;

  private ExponentialRemainder() {}

  /** Floating, any shape; at least 0, and infinite where the exponential is. */
  static NDArray of(NDArray x) {
    NDArray near = near(x);
    // Each branch is given a harmless number where the other one counts, so that no infinity is
    // multiplied by 0 on the way back.
    NDArray large = NDArrays.where(near, x.stopGradient().zerosLike(), x);
    return NDArrays.where(near, ofNear(x, near), large.exp().sub(large).sub(1));
  }

  /** Where the series is to be used: boolean. */
  static NDArray near(NDArray x) {
    return x.stopGradient().abs().lt(SERIES);
  }

  /** The remainder where {@code near} is true, 0 elsewhere: x²/2! + x³/3! + … + x¹²/12!. */
  static NDArray ofNear(NDArray x, NDArray near) {
    NDArray small = NDArrays.where(near, x, x.stopGradient().zerosLike());
    NDArray sum = small.zerosLike();
    for (int power = TERMS; power >= 2; power--) {
      sum = Scalars.times(sum.mul(small).add(1), 1.0 / power);
    }
    return sum.mul(small).mul(small);
  }
}
