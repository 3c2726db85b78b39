package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/** Log-probabilities of target items among themselves and a sample. */
public final class SampledHead {
  private SampledHead() {}

  /**
   * Scores.
   *
   * @param kernel {@code sampled.py}
   * @param items the target and what was drawn, as rows of the head's weight, int64 [M, 1 + n]
   * @param added to their logits, float32 [M, 1 + n], or empty
   */
  public static HeadPass of(
      Kernel kernel, NDManager manager, Encoding.States states, NDArray items, NDArray added) {
    NDList scores =
        kernel.call(
            manager,
            "score",
            tensor(states.hidden()),
            tensor(states.headWeight()),
            tensor(items),
            tensor(added));
    return new Pass(kernel, manager, states, items, scores.get(0), scores.get(1));
  }

  private record Pass(
      Kernel kernel,
      NDManager manager,
      Encoding.States states,
      NDArray items,
      NDArray logProbs,
      NDArray probabilities)
      implements HeadPass {

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
}
