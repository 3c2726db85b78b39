package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/** Log-probabilities of target items among themselves and a sample. */
public final class SampledHead implements HeadPass {
  private final Kernel kernel;
  private final NDManager manager;
  private final Encoding.States states;
  private final NDArray items;
  private final NDArray logProbs;
  private final NDArray probabilities;

  private SampledHead(
      Kernel kernel,
      NDManager manager,
      Encoding.States states,
      NDArray items,
      NDArray logProbs,
      NDArray probabilities) {
    this.kernel = kernel;
    this.manager = manager;
    this.states = states;
    this.items = items;
    this.logProbs = logProbs;
    this.probabilities = probabilities;
  }

  /**
   * Scores.
   *
   * @param kernel {@code sampled.py}
   * @param items the target and what was drawn, as rows of the head's weight, int64 [M, 1 + n]
   * @param added to their logits, float32 [M, 1 + n], or empty
   */
  public static SampledHead of(
      Kernel kernel, NDManager manager, Encoding.States states, NDArray items, NDArray added) {
    NDList scores =
        kernel.call(
            manager,
            "score",
            tensor(states.hidden()),
            tensor(states.headWeight()),
            tensor(items),
            tensor(added));
    return new SampledHead(kernel, manager, states, items, scores.get(0), scores.get(1));
  }

  @Override
  public NDArray logProbs() {
    return logProbs;
  }

  @Override
  public NDArray backward(
      NDArray gradient, @Nullable NDArray entropyGradient, NDArray weightGradient) {
    return kernel
        .call(
            manager,
            "backward",
            tensor(states.hidden()),
            tensor(states.headWeight()),
            tensor(items),
            tensor(probabilities),
            tensor(gradient),
            tensor(weightGradient))
        .head();
  }
}
