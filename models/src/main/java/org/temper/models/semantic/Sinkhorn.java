package org.temper.models.semantic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * An assignment of items to codes that uses all codes about alike: the transport of least cost
 * between items of equal mass and codes of equal mass, smoothed by its entropy. Each item gets the
 * code that takes most of it, so that sizes are about N/K and not bounded.
 *
 * <p>Distances are brought to [−1, 1] first, so that ε means the same whatever their unit.
 *
 * <p>Sources: Cuturi (2013), <a href="https://arxiv.org/abs/1306.0895">Sinkhorn Distances</a>,
 * algorithm 1; Zheng et al. (2023), <a href="https://arxiv.org/abs/2311.09049">LC-Rec</a>, section
 * 3.1.2.
 */
final class Sinkhorn {
  /** What keeps a code that no item is near from dividing by zero. */
  private static final double LEAST = 1e-300;

  private Sinkhorn() {}

  /**
   * Assigns items.
   *
   * @param distances [N, K]; what is made of it belongs to its manager
   * @param epsilon the weight of the entropy, positive; the smaller, the sharper
   * @param iterations how often both masses are set, at least 1
   * @return int64 [N]
   */
  static NDArray assign(NDArray distances, double epsilon, int iterations) {
    long items = distances.getShape().get(0);
    long codes = distances.getShape().get(1);
    NDArray wide = distances.toType(DataType.FLOAT64, false);
    double amplitude = (wide.max().getDouble() - wide.min().getDouble()) / 2;
    // A constant of a row changes nothing: so that its nearest code has weight 1, and none
    // overflows.
    NDArray near = wide.sub(wide.min(new int[] {1}, true));
    NDArray weights = near.div(-epsilon * Math.max(amplitude, LEAST)).exp();
    NDArray transposed = weights.transpose();
    NDArray ofCodes = weights.getManager().ones(new Shape(codes, 1), DataType.FLOAT64);
    for (int i = 0; i < iterations; i++) {
      NDArray ofItems = weights.matMul(ofCodes).maximum(LEAST).pow(-1);
      ofCodes = transposed.matMul(ofItems).maximum(LEAST).pow(-1).mul((double) items / codes);
    }
    return weights.mul(ofCodes.transpose()).argMax(1);
  }
}
