package org.temper.losses.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Products and quotients with numbers, for arrays that gradients flow through.
 *
 * <p>DJL's own {@code mul(Number)} and {@code div(Number)} put the number into memory that Java may
 * collect as soon as they return, though the graph reads it again in backward: after a garbage
 * collection the gradients are wrong. Here the number lives as long as the array's manager. It also
 * has the array's type, where DJL turns a float32 scalar times a double into float64.
 */
public final class Scalars {
  private Scalars() {}

  /**
   * {@code array · factor}, in the array's type.
   *
   * @param array floating, any shape
   * @param factor what it is multiplied by
   * @return the product, the same shape
   */
  public static NDArray times(NDArray array, double factor) {
    return array.mul(like(array, factor));
  }

  /**
   * {@code array / divisor}, in the array's type.
   *
   * @param array floating, any shape
   * @param divisor what it is divided by
   * @return the quotient, the same shape
   */
  public static NDArray over(NDArray array, double divisor) {
    return array.div(like(array, divisor));
  }

  private static NDArray like(NDArray array, double value) {
    NDManager manager = array.getManager();
    return array.getDataType() == DataType.FLOAT32
        ? manager.create((float) value)
        : manager.create(value).toType(array.getDataType(), false);
  }
}
