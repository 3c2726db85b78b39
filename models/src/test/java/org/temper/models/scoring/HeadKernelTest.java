package org.temper.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;

/** The head's weight gradient by products of turned copies beside the plain one. */
class HeadKernelTest {
  private static final int STATES = 29;
  private static final int WIDTH = 40;
  private static final int TOKENS = 50;

  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @Test
  void turnedCopiesGiveTheSameGradient() {
    Products own = Products.on(Device.cpu());
    NDList plain = gradients(Products.PLAIN);
    NDList turned = gradients(new Products(own.product(), own.pack(), 1, true, true));
    for (int i = 0; i < plain.size(); i++) {
      assertThat(turned.get(i).toFloatArray())
          .containsExactly(plain.get(i).toFloatArray(), within(1e-5f));
    }
  }

  /** Of the states and of the weight, to which another one was added before. */
  private NDList gradients(Products products) {
    manager.getEngine().setRandomSeed(5);
    NDArray hidden = manager.randomNormal(new Shape(STATES, WIDTH));
    NDArray weight = manager.randomNormal(new Shape(TOKENS, WIDTH));
    NDArray targets = manager.arange(STATES).expandDims(1).toType(DataType.INT64, false);
    NDArray gradient = manager.randomNormal(new Shape(STATES, 1));
    NDArray sum = manager.randomNormal(new Shape(TOKENS, WIDTH));
    NDArray nothing = manager.create(new Shape(0));
    // So small a piece at once that the weight's columns are three pieces.
    Map<String, Object> constants =
        Map.of(
            "bfloat16",
            false,
            "nearSize",
            TOKENS,
            "packedSize",
            products.packedSize(),
            "product",
            products.product(),
            "turned",
            products.turned());
    try (GradientMode off = GradientMode.off();
        Kernel kernel = Kernel.compile(manager, HeadScores.class, List.of("head.py"), constants)) {
      NDList table =
          kernel.call(manager, "tabulate", tensor(hidden), tensor(weight), tensor(nothing));
      NDArray down =
          kernel
              .call(
                  manager,
                  "backward",
                  tensor(hidden),
                  tensor(weight),
                  tensor(targets),
                  tensor(table.get(0)),
                  tensor(table.get(1)),
                  tensor(gradient),
                  tensor(sum),
                  tensor(nothing))
              .head();
      return new NDList(down, sum);
    }
  }
}
