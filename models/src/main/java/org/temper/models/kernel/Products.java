package org.temper.models.kernel;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel.Argument;

/**
 * The form in which a kernel writes float32 products without gradients.
 *
 * @param product {@code x [M, D]} times {@code w [V, D]} transposed
 * @param pack {@code w} in the format that is best to multiply several rows by, again and again
 * @param packedSize from how many elements a matrix is worth packing
 * @param blocked whether {@code w} is to be stored in blocks of outputs where it is multiplied by
 *     single rows
 */
public record Products(String product, String pack, long packedSize, boolean blocked) {
  /** What every libtorch has. */
  public static final Products PLAIN =
      new Products("torch.linear(x, w)", "w", Long.MAX_VALUE, false);

  /**
   * oneDNN's, which chooses its code by what the processor can do. MKL, behind {@code linear},
   * chooses by who made it: with few rows it reaches a fifth of the memory's speed on others.
   */
  private static final Products ONE_DNN =
      new Products(
          "ops.mkldnn._linear_pointwise("
              + "x, w, None, \"none\", annotate(List[Optional[number]], []), \"\")",
          "ops.mkldnn._reorder_linear_weight(w)",
          // Below it a call's own cost, some 10 µs, outweighs what it saves.
          1L << 16,
          true);

  public static Products on(Device device) {
    return !device.isGpu() && Processor.HAS_ONE_DNN ? ONE_DNN : PLAIN;
  }

  /** What is known of the processor's libtorch, found out once. */
  private static final class Processor {
    static final boolean HAS_ONE_DNN = multiplies(ONE_DNN);

    private Processor() {}

    private static boolean multiplies(Products products) {
      try (NDManager manager = NativeLibraries.manager(Device.cpu());
          GradientMode off = GradientMode.off();
          Kernel kernel =
              Kernel.compile(
                  manager,
                  Products.class,
                  List.of("products.py"),
                  Map.of("product", products.product(), "pack", products.pack()))) {
        NDArray x = manager.ones(new Shape(1, 2));
        NDArray w = manager.ones(new Shape(1, 2));
        return kernel
                .call(manager, "multiply", Argument.tensor(x), Argument.tensor(w))
                .head()
                .getFloat(0, 0)
            == 2;
      } catch (EngineException e) {
        return false;
      }
    }
  }
}
