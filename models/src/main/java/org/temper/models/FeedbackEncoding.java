package org.temper.models;

import ai.djl.ndarray.NDArray;

/**
 * A pass whose states are looked at twice: by the head, and through a leaf by the prediction of
 * feedback.
 *
 * @param leaf the states again, [M, D]
 */
record FeedbackEncoding(ItemEncoding encoding, NDArray leaf) implements Encoding {

  /** Made with gradient mode on. */
  static FeedbackEncoding of(ItemEncoding encoding) {
    NDArray leaf = encoding.pass().hidden().stopGradient();
    leaf.setRequiresGradient(true);
    // A loss may look at the next items alone.
    Gradients.allocate(leaf);
    return new FeedbackEncoding(encoding, leaf);
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
