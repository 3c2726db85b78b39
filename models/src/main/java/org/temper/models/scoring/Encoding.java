package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;

/** A batch's states before the head, and the way back from there. */
public interface Encoding {

  /**
   * The states that predict the scored tokens and what they are multiplied by.
   *
   * @param hidden [M, D]
   * @param headWeight [V, D]
   */
  record States(NDArray hidden, NDArray headWeight) {

    /** The same numbers, apart from their graph. */
    States withoutGraph() {
      return new States(hidden.stopGradient(), headWeight);
    }
  }

  /** The states, with their graph. */
  States states();

  /** What the head weight's gradient [V, D] is added to; the caller closes it. */
  NDArray headGradient();

  /**
   * Adds to the gradients of the parameters. Called once, with gradient mode off.
   *
   * @param hiddenGradient of the hidden states, [M, D]
   * @param headGradient what {@link #headGradient} gave, with the gradient added
   */
  void backward(NDArray hiddenGradient, NDArray headGradient);
}
