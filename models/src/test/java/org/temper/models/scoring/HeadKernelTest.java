package org.temper.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;

/** The head's kernel beside sums over the whole vocabulary in float64. */
class HeadKernelTest {
  private static final int STATES = 29;
  private static final int WIDTH = 40;

  // Three pieces of 64, the last one short.
  private static final int TOKENS = 150;

  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private NDArray hidden;
  private NDArray weight;
  private NDArray targets;
  private NDArray prior;
  private NDArray gradient;
  private NDArray entropyGradient;

  @BeforeEach
  void draw() {
    manager.getEngine().setRandomSeed(5);
    hidden = manager.randomNormal(new Shape(STATES, WIDTH));
    weight = manager.randomNormal(new Shape(TOKENS, WIDTH)).muli(0.3f);
    targets = manager.arange(STATES).muli(5).expandDims(1).toType(DataType.INT64, false);
    prior = manager.randomNormal(new Shape(STATES, TOKENS));
    gradient = manager.randomNormal(new Shape(STATES, 1));
    entropyGradient = manager.randomNormal(new Shape(STATES, 1));
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void piecesGiveWhatTheWholeVocabularyGives(boolean kept, boolean turned) {
    Outcome outcome = computed(kept, turned);
    Outcome expected = expected();
    assertClose(outcome.logProbs(), expected.logProbs());
    assertClose(outcome.entropies(), expected.entropies());
    assertClose(outcome.down(), expected.down());
    assertClose(outcome.weightGradient(), expected.weightGradient());
  }

  @Test
  void targetsOfAStateAddUp() {
    NDArray once = gradients(targets, gradient);
    NDArray halves = gradient.mul(0.5f);
    NDArray twice =
        gradients(
            targets.concat(targets, 1).toType(DataType.INT64, false), halves.concat(halves, 1));
    assertThat(twice.toFloatArray()).containsExactly(once.toFloatArray(), within(1e-5f));
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    float[] values = expected.toType(DataType.FLOAT32, false).toFloatArray();
    assertThat(actual.toFloatArray()).containsExactly(values, within(2e-5f));
  }

  private Outcome computed(boolean kept, boolean turned) {
    Products own = Products.on(Device.cpu());
    Products products =
        turned ? new Products(own.product(), own.pack(), 1, true, true) : Products.PLAIN;
    NDArray sum = manager.ones(weight.getShape());
    try (GradientMode off = GradientMode.off();
        Kernel kernel = HeadScoring.compile(manager, products, 1)) {
      NDList scored = score(kernel, targets, prior, 1, kept ? 1 : 0);
      NDArray down = backward(kernel, targets, prior, scored, gradient, sum, entropyGradient);
      return new Outcome(scored.get(0), scored.get(2), down, sum.sub(1));
    }
  }

  private NDArray gradients(NDArray targets, NDArray gradient) {
    try (GradientMode off = GradientMode.off();
        Kernel kernel = HeadScoring.compile(manager, Products.PLAIN, 1)) {
      NDList scored = score(kernel, targets, nothing(), 0, 1);
      return backward(kernel, targets, nothing(), scored, gradient, nothing(), nothing());
    }
  }

  private NDArray backward(
      Kernel kernel,
      NDArray targets,
      NDArray prior,
      NDList scored,
      NDArray gradient,
      NDArray sum,
      NDArray entropyGradient) {
    return kernel
        .call(
            manager,
            "backward",
            tensor(hidden),
            tensor(weight),
            tensor(targets),
            tensor(prior),
            tensors(scored.subNDList(1)),
            tensor(gradient),
            tensor(sum),
            tensor(entropyGradient))
        .head();
  }

  private NDList score(Kernel kernel, NDArray targets, NDArray prior, int entropic, int kept) {
    return kernel.call(
        manager,
        "score",
        tensor(hidden),
        tensor(weight),
        tensor(targets),
        tensor(prior),
        tensor(manager.zeros(new Shape(entropic))),
        tensor(manager.zeros(new Shape(kept))));
  }

  private NDArray nothing() {
    return manager.create(new Shape(0));
  }

  private Outcome expected() {
    NDArray h = hidden.toType(DataType.FLOAT64, true);
    NDArray w = weight.toType(DataType.FLOAT64, true);
    NDArray every = h.matMul(w.transpose()).add(prior.toType(DataType.FLOAT64, true)).logSoftmax(1);
    NDArray p = every.exp();
    NDArray entropies = p.mul(every).sum(new int[] {1}, true).neg();
    NDArray g = gradient.toType(DataType.FLOAT64, true);
    NDArray slope = targets.squeeze(1).oneHot(TOKENS).toType(DataType.FLOAT64, true).sub(p).mul(g);
    NDArray own = entropyGradient.toType(DataType.FLOAT64, true);
    slope = slope.sub(p.mul(every.add(entropies)).mul(own));
    return new Outcome(
        every.gather(targets, 1), entropies, slope.matMul(w), slope.transpose().matMul(h));
  }

  /**
   * Log-probabilities and entropies, and the gradients of their weighted sum for states and weight.
   */
  private record Outcome(
      NDArray logProbs, NDArray entropies, NDArray down, NDArray weightGradient) {}
}
