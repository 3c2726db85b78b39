package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;

/**
 * HSTU's layers. Each layer's graph is cut around its attention, which goes back by hand; what is
 * held for it grows with N, not with B · T².
 */
final class HstuTrunk implements ItemTrunk {
  static final ImmutableList<String> CODE = ImmutableList.of("dropout.py", "hstu.py");

  // Measured on two cores: smaller blocks waste less above the diagonal, larger ones call less.
  private static final int BLOCK_SIZE = 64;
  private static final long CHUNK_ELEMENTS = 1L << 18;

  private final Kernel kernel;
  private final NDArray positions;
  private final List<Layer> layers;
  private final NDArray none;

  private HstuTrunk(Kernel kernel, NDArray positions, List<Layer> layers, NDArray none) {
    this.kernel = kernel;
    this.positions = positions;
    this.layers = layers;
    this.none = none;
  }

  static HstuTrunk compile(NDManager manager, HstuConfig config, NamedWeights weights) {
    Kernel kernel = Kernel.compile(manager, HstuTrunk.class, CODE, constants(config));
    NDArray none = manager.zeros(new Shape(0));
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "layers." + layer + ".";
      layers.add(
          new Layer(
              weights.get(prefix + "projection.weight"),
              weights.get(prefix + "output.weight"),
              weights.get(prefix + "output.bias"),
              weights.get(prefix + "positions.bias"),
              config.time() == TimeSignal.NONE ? none : weights.get(prefix + "times.bias")));
    }
    return new HstuTrunk(kernel, weights.get("positions.weight"), layers, none);
  }

  /** What the code leaves open. */
  static ImmutableMap<String, Object> constants(HstuConfig config) {
    return ImmutableMap.<String, Object>builder()
        .put("attentionSize", (long) config.heads() * config.attentionWidth())
        .put("attentionWidth", config.attentionWidth())
        .put("blockSize", BLOCK_SIZE)
        .put("chunkElements", CHUNK_ELEMENTS)
        .put("heads", config.heads())
        .put("linearSize", (long) config.heads() * config.linearWidth())
        .put("linearWidth", config.linearWidth())
        .put("maxLength", config.maxLength())
        .put("rootWidth", Math.sqrt(config.width()))
        .put("temperature", config.temperature())
        .buildOrThrow();
  }

  /** Widths of the activations that dropout works on, in order. */
  static ImmutableList<Long> maskWidths(HstuConfig config) {
    // The layers' input, and in each layer what is gated.
    return ImmutableList.<Long>builder()
        .add((long) config.width())
        .addAll(Collections.nCopies(config.layers(), (long) config.heads() * config.linearWidth()))
        .build();
  }

  @Override
  public ItemPass recorded(
      NDManager manager, NDArray items, ItemLayout layout, List<NDArray> masks) {
    NDArray buckets = buckets(manager, layout);
    NDArray entered = enter(manager, items, layout, masks.get(0));
    NDArray x = leaf(entered);
    List<Step> steps = new ArrayList<>();
    for (Layer layer : layers) {
      NDArray mask = masks.get(1 + steps.size());
      Step step = layer.recorded(kernel, manager, x, buckets, layout, mask);
      steps.add(step);
      x = leaf(step.output());
    }
    return new Pass(manager, layout, buckets, entered, steps, x, select(manager, x, layout));
  }

  @Override
  public NDArray unrecorded(NDManager manager, NDArray items, ItemLayout layout) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray buckets = buckets(scope, layout);
      NDArray x = enter(scope, items, layout, none);
      for (Layer layer : layers) {
        NDArray projected = layer.project(kernel, scope, x);
        NDArray attended = layer.attend(kernel, scope, projected, buckets, layout);
        x = layer.output(kernel, scope, x, projected, attended, none);
      }
      return select(manager, x, layout);
    }
  }

  private NDArray buckets(NDManager manager, ItemLayout layout) {
    return layout.times().isEmpty()
        ? none
        : kernel
            .call(manager, "buckets", tensor(layout.queryTimes()), tensor(layout.times()))
            .head();
  }

  private NDArray enter(NDManager manager, NDArray items, ItemLayout layout, NDArray mask) {
    return kernel
        .call(
            manager,
            "enter",
            tensor(items),
            tensor(layout.positions()),
            tensor(positions),
            tensor(mask))
        .head();
  }

  private NDArray select(NDManager manager, NDArray x, ItemLayout layout) {
    return kernel.call(manager, "select", tensor(x), tensor(layout.sources())).head();
  }

  private static NDArray leaf(NDArray array) {
    NDArray leaf = array.stopGradient();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** {@code hstu.py}. */
  Kernel kernel() {
    return kernel;
  }

  @Override
  public void close() {
    kernel.close();
  }

  /** The weights of one layer; no entries in {@code times} for a model without time. */
  private record Layer(
      NDArray projection, NDArray weight, NDArray bias, NDArray positions, NDArray times) {

    NDArray project(Kernel kernel, NDManager manager, NDArray x) {
      return kernel.call(manager, "project", tensor(x), tensor(projection)).head();
    }

    NDArray attend(
        Kernel kernel, NDManager manager, NDArray projected, NDArray buckets, ItemLayout layout) {
      return kernel
          .call(
              manager,
              "attend",
              tensor(projected),
              tensor(positions),
              tensor(times),
              tensor(buckets),
              tensor(layout.cells()),
              tensor(layout.tokenCells()))
          .head();
    }

    NDArray output(
        Kernel kernel,
        NDManager manager,
        NDArray x,
        NDArray projected,
        NDArray attended,
        NDArray mask) {
      return kernel
          .call(
              manager,
              "output",
              tensor(x),
              tensor(projected),
              tensor(attended),
              tensor(weight),
              tensor(bias),
              tensor(mask))
          .head();
    }

    Step recorded(
        Kernel kernel,
        NDManager manager,
        NDArray x,
        NDArray buckets,
        ItemLayout layout,
        NDArray mask) {
      NDArray projected = project(kernel, manager, x);
      NDArray projectedLeaf = leaf(projected);
      NDArray attended;
      try (GradientMode off = GradientMode.off()) {
        attended = attend(kernel, manager, projectedLeaf, buckets, layout);
      }
      attended.setRequiresGradient(true);
      NDArray output = output(kernel, manager, x, projectedLeaf, attended, mask);
      return new Step(this, x, projected, projectedLeaf, attended, output);
    }
  }

  /** One layer's pass: its input, the two graphs, and the leaves between them. */
  private record Step(
      Layer layer,
      NDArray x,
      NDArray projected,
      NDArray projectedLeaf,
      NDArray attended,
      NDArray output) {

    /** Takes the output's gradient, and leaves the input's in {@code x}. */
    void backward(
        Kernel kernel, NDManager manager, NDArray gradient, NDArray buckets, ItemLayout layout) {
      flow(output, gradient);
      try (NDManager scope = manager.newSubManager()) {
        NDArray projectedGradient = gradient(scope, projectedLeaf);
        NDArray timesGradient =
            layer.times().isEmpty() ? layer.times() : gradient(scope, layer.times());
        kernel.call(
            scope,
            "attendBackward",
            tensor(projectedLeaf),
            tensor(layer.positions()),
            tensor(layer.times()),
            tensor(buckets),
            tensor(layout.cells()),
            tensor(layout.tokenCells()),
            tensor(gradient(scope, attended)),
            tensor(projectedGradient),
            tensor(gradient(scope, layer.positions())),
            tensor(timesGradient));
        flow(projected, projectedGradient);
      }
      attended.close();
      projected.close();
      projectedLeaf.close();
      output.close();
    }
  }

  private static void flow(NDArray output, NDArray gradient) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
  }

  private static NDArray gradient(NDManager scope, NDArray leaf) {
    NDArray gradient = leaf.getGradient();
    gradient.attach(scope);
    return gradient;
  }

  private final class Pass implements ItemPass {
    private final NDManager manager;
    private final ItemLayout layout;
    private final NDArray buckets;
    private final NDArray entered;
    private final List<Step> steps;
    private final NDArray last;
    private final NDArray hidden;

    Pass(
        NDManager manager,
        ItemLayout layout,
        NDArray buckets,
        NDArray entered,
        List<Step> steps,
        NDArray last,
        NDArray hidden) {
      this.manager = manager;
      this.layout = layout;
      this.buckets = buckets;
      this.entered = entered;
      this.steps = steps;
      this.last = last;
      this.hidden = hidden;
    }

    @Override
    public NDArray hidden() {
      return hidden;
    }

    @Override
    public void backward(NDArray hiddenGradient) {
      flow(hidden, hiddenGradient);
      NDArray x = last;
      for (int layer = steps.size() - 1; layer >= 0; layer--) {
        Step step = steps.get(layer);
        try (NDArray gradient = x.getGradient()) {
          step.backward(kernel, manager, gradient, buckets, layout);
        }
        x.close();
        x = step.x();
      }
      try (NDArray gradient = x.getGradient()) {
        flow(entered, gradient);
      }
    }
  }
}
