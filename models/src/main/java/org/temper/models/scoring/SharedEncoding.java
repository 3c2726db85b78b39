package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import org.temper.models.kernel.Gradients;

/**
 * A pass whose states are looked at twice: by the head, and through a leaf by another one.
 *
 * @param leaf the states again, [M, D]
 */
public record SharedEncoding(Encoding encoding, NDArray leaf) implements Encoding {

  /** Made with gradient mode on. */
  public static SharedEncoding of(Encoding encoding) {
    NDArray leaf = encoding.states().hidden().stopGradient();
    leaf.setRequiresGradient(true);
    // A loss may look at the log-probabilities alone.
    Gradients.allocate(leaf);
    return new SharedEncoding(encoding, leaf);
  }

  @Override
  public States states() {
    return encoding.states();
  }

  @Override
  public NDArray headGradient() {
    return encoding.headGradient();
  }

  @Override
  public void backward(NDArray hiddenGradient, NDArray headGradient) {
    try (NDArray other = leaf.getGradient()) {
      encoding.backward(hiddenGradient.addi(other), headGradient);
    }
  }
}
