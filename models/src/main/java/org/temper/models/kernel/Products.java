package org.temper.models.kernel;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel.Argument;
import org.temper.models.kernel.ProductTrial.Way;

/**
 * The form in which a kernel writes products without gradients.
 *
 * @param product {@code x [M, D]} times {@code w [V, D]} transposed
 * @param pack {@code w} in the format that is best to multiply {@code rows} rows by, again and
 *     again
 * @param packedSize from how many elements a matrix is worth packing
 * @param blocked whether {@code w} is to be stored in blocks of outputs where it is multiplied by
 *     single rows
 * @param turned whether the product of two transposed matrices, a weight's gradient, is fastest as
 *     {@code product} of turned copies
 */
public record Products(
    String product, String pack, long packedSize, boolean blocked, boolean turned) {
  /** What every libtorch has. */
  public static final Products PLAIN =
      new Products("torch.linear(x, w)", "w", Long.MAX_VALUE, false, false);

  /**
   * oneDNN's, which chooses its code by what the processor can do. MKL, behind {@code linear},
   * chooses by who made it: with few rows it reaches a fifth of the memory's speed on others.
   */
  private static final Products ONE_DNN =
      new Products(
          oneDnn("x"),
          "ops.mkldnn._reorder_linear_weight(w, rows)",
          // Below it a call's own cost, some 10 µs, outweighs what it saves.
          1L << 16,
          true,
          false);

  private static String oneDnn(String x) {
    return "ops.mkldnn._linear_pointwise("
        + x
        + ", w, None, \"none\", annotate(List[Optional[number]], []), \"\")";
  }

  /**
   * Products in float32.
   *
   * @param device where they are computed
   * @return what is fastest of what its libtorch has
   */
  public static Products on(Device device) {
    if (device.isGpu() || !Processor.HAS_ONE_DNN) {
      return PLAIN;
    }
    return Mkl.IS_NARROW ? ONE_DNN.ofTurned() : ONE_DNN;
  }

  private Products ofTurned() {
    return new Products(product, pack, packedSize, blocked, true);
  }

  /**
   * Products of which both sides are bfloat16, and the result too.
   *
   * @param device where they are computed
   * @return what is fastest of what its libtorch and its processor have
   */
  public static Products ofBfloat16(Device device) {
    return !device.isGpu() && Processor.HAS_BFLOAT16 ? ONE_DNN : PLAIN;
  }

  /** What is known of the processor and its libtorch, found out once. */
  private static final class Processor {
    static final boolean HAS_ONE_DNN = multiplies(ONE_DNN.product(), ONE_DNN.pack());
    // Without AVX-512 oneDNN has none.
    static final boolean HAS_BFLOAT16 =
        HAS_ONE_DNN && multiplies(oneDnn("torch.to(x, 15)"), "torch.to(w, 15)");

    private Processor() {}

    private static boolean multiplies(String product, String pack) {
      try (NDManager manager = PyTorch.manager(Device.cpu());
          GradientMode off = GradientMode.off();
          Kernel kernel =
              Kernel.compile(
                  manager,
                  Products.class,
                  List.of("products.py"),
                  Map.of("product", product, "pack", pack))) {
        NDArray x = manager.ones(new Shape(1, 2));
        NDArray w = manager.ones(new Shape(1, 2));
        NDArray y = kernel.call(manager, "multiply", Argument.tensor(x), Argument.tensor(w)).head();
        return kernel.call(manager, "first", Argument.tensor(y)).head().getFloat() == 2;
      } catch (EngineException e) {
        return false;
      }
    }
  }

  /** What is known of MKL on the processor, found out where a kernel multiplies float32. */
  private static final class Mkl {
    // Some 50 milliseconds in all.
    private static final int SIZE = 768;
    private static final double TIMES_AS_LONG = 1.4;

    /**
     * Whether it leaves half of AVX-512 unused, as it does where others than Intel made it. Tried,
     * since some compute 512 bits no faster than 256: it takes about as long as oneDNN or about
     * twice, and the bound lies between, so that each trial of a processor has the same outcome.
     */
    static final boolean IS_NARROW = Processor.HAS_BFLOAT16 && isNarrow();

    private Mkl() {}

    private static boolean isNarrow() {
      List<Way> ways = List.of(new Way(PLAIN.product(), "w"), new Way(ONE_DNN.product(), "w"));
      List<Double> seconds = ProductTrial.seconds(Device.cpu(), SIZE, ways);
      return seconds.get(0) > TIMES_AS_LONG * seconds.get(1);
    }
  }
}
