package org.temper.models.decoder;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.temper.models.decoder.DecoderOptions.Precision;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;
import org.temper.models.kernel.PyTorch;

/** The formats in which products turned out to be fastest, by device. */
final class PrecisionTrial {
  private static final Map<Device, Precision> FASTEST = new ConcurrentHashMap<>();

  // As many operations as a layer of a model of 100 million parameters has for a thousand tokens.
  private static final int SIZE = 1024;
  private static final int TIMES = 5;

  /** Less than that is lost again to what has to be converted. */
  private static final double WORTH = 1.25;

  private PrecisionTrial() {}

  static Precision fastest(Device device) {
    return FASTEST.computeIfAbsent(device, PrecisionTrial::tried);
  }

  private static Precision tried(Device device) {
    try (NDManager manager = PyTorch.manager(device);
        GradientMode off = GradientMode.off()) {
      double plain = seconds(manager, Products.on(device).product(), "w");
      double half = seconds(manager, "torch.linear(x, w)", "torch.to(w, 15)");
      return plain > WORTH * half ? Precision.BFLOAT16 : Precision.FLOAT32;
    }
  }

  /** The least time of a product, its operands in the format already. */
  private static double seconds(NDManager manager, String product, String pack) {
    try (NDManager scope = manager.newSubManager();
        Kernel kernel =
            Kernel.compile(
                scope,
                Products.class,
                List.of("products.py"),
                Map.of("product", product, "pack", pack))) {
      NDArray whole = scope.ones(new Shape(SIZE, SIZE));
      NDArray x = kernel.call(scope, "pack", tensor(whole)).head();
      NDArray w = kernel.call(scope, "pack", tensor(whole)).head();
      double least = Double.POSITIVE_INFINITY;
      for (int time = 0; time <= TIMES; time++) {
        long start = System.nanoTime();
        NDArray y = kernel.call(scope, "multiply", tensor(x), tensor(w)).head();
        kernel.call(scope, "first", tensor(y)).head().getFloat();
        double seconds = (System.nanoTime() - start) * 1e-9;
        // The first one makes the code.
        least = time == 0 ? least : Math.min(least, seconds);
      }
      return least;
    }
  }
}
