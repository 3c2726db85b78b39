package org.temper.models.kernel;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A trial of which way to multiply is fastest on a device. */
public final class ProductTrial {
  private static final int TIMES = 5;

  private ProductTrial() {}

  /**
   * A way to multiply.
   *
   * @param product {@code x [M, D]} times {@code w [V, D]} transposed
   * @param format {@code w} in the format that both operands have
   */
  public record Way(String product, String format) {}

  /**
   * How long products of square matrices take, their operands in their format already.
   *
   * @param device where
   * @param size rows and columns
   * @param ways tried in turns, so that what else the machine does meets all of them
   * @return the least seconds of each
   * @throws ai.djl.engine.EngineException if the device does not have one of them
   */
  public static List<Double> seconds(Device device, int size, List<Way> ways) {
    Double[] least = new Double[ways.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    try (NDManager manager = PyTorch.manager(device);
        GradientMode off = GradientMode.off()) {
      List<Ready> ready = ways.stream().map(way -> Ready.of(manager, size, way)).toList();
      for (int time = 0; time <= TIMES; time++) {
        for (int i = 0; i < least.length; i++) {
          double seconds = ready.get(i).seconds(manager);
          // The first one makes the code.
          least[i] = time == 0 ? least[i] : Math.min(least[i], seconds);
        }
      }
    }
    return List.of(least);
  }

  /** A way's kernel and both its operands; freed with their manager. */
  private record Ready(Kernel kernel, NDArray operand) {

    private static Ready of(NDManager manager, int size, Way way) {
      Kernel kernel =
          Kernel.compile(
              manager,
              ProductTrial.class,
              List.of("products.py"),
              Map.of("product", way.product(), "pack", way.format()));
      NDArray whole = manager.ones(new Shape(size, size));
      return new Ready(kernel, kernel.call(manager, "pack", tensor(whole)).head());
    }

    private double seconds(NDManager manager) {
      long start = System.nanoTime();
      try (NDArray y = kernel.call(manager, "multiply", tensor(operand), tensor(operand)).head()) {
        kernel.call(manager, "first", tensor(y)).head().getFloat();
      }
      return (System.nanoTime() - start) * 1e-9;
    }
  }
}
