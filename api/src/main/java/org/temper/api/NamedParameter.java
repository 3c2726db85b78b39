package org.temper.api;

import ai.djl.ndarray.NDArray;

/**
 * One trainable array of a model.
 *
 * @param name its name, unique within the model; checkpoints go by it
 * @param array its values; records gradients
 * @param decay whether weight decay applies
 */
public record NamedParameter(String name, NDArray array, Decay decay) {

  /** Whether an optimizer's weight decay applies to a parameter. */
  public enum Decay {
    /** Matrices and embeddings. */
    DECAYED,
    /** Biases and the gains of normalizations. */
    EXEMPT
  }
}
