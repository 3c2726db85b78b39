package org.temper.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.temper.losses.arrays.Scalars;

/** Ratios of probabilities, from differences of log-probabilities, that do not overflow. */
final class Ratios {
  /** e^±20 is 4.9e8 and 2.1e-9: squares of these are still within float32. */
  private static final double LARGEST_LOG_RATIO = 20;

  private Ratios() {}

  /** {@code e^logRatio}, the exponent held to ±20; no gradient where it is held, or NaN. */
  static NDArray of(NDArray logRatio) {
    NDArray fixed = logRatio.stopGradient();
    NDArray held = held(fixed, -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO);
    return NDArrays.where(fixed.eq(held), logRatio, held).exp();
  }

  /** An array without a gradient, held to a range, in its type. */
  static NDArray held(NDArray fixed, double lowest, double highest) {
    return fixed.clip(lowest, highest).toType(fixed.getDataType(), false);
  }

  /**
   * log(1 − e^logProb), to the last digit also where the probability is near 1 and 1 − e^x would
   * lose them: 1 − e^x is −2 tanh(x/2) / (1 − tanh(x/2)). Minus infinity from a probability of 1
   * on.
   */
  static NDArray logComplement(NDArray fixed) {
    NDArray tanh = held(Scalars.times(fixed, 0.5).tanh(), -1, 0);
    return Scalars.times(tanh, -2).div(tanh.neg().add(1)).log();
  }

  /** 1, with the gradient of the log-probabilities. */
  static NDArray one(NDArray logProbs) {
    return logProbs.sub(logProbs.stopGradient()).exp();
  }

  /** Where an advantage above 0 has pushed the ratio out of its range. */
  static NDArray tooHigh(NDArray ratios, NDArray advantages, ClipRange range) {
    return ratios.gt(range.highest()).logicalAnd(advantages.gt(0));
  }

  /** Where an advantage below 0 has pushed the ratio out of its range. */
  static NDArray tooLow(NDArray ratios, NDArray advantages, ClipRange range) {
    return ratios.lt(range.lowest()).logicalAnd(advantages.lt(0));
  }

  /**
   * The ratio, or the end of its range where the lower of the two objectives is the clipped one.
   * There it is a constant: a selection, so that no infinity is multiplied by 0 on the way back.
   */
  static NDArray clipped(NDArray ratios, NDArray advantages, ClipRange range) {
    NDArray fixed = ratios.stopGradient();
    NDArray out = tooHigh(fixed, advantages, range).logicalOr(tooLow(fixed, advantages, range));
    return NDArrays.where(out, held(fixed, range.lowest(), range.highest()), ratios);
  }
}
