package org.temper.models.decoder;

import ai.djl.ndarray.NDArray;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.Encoding;

/** A pass through a decoder's trunk, with a head whose gradient is that of a parameter. */
record DecoderEncoding(TrunkPass trunk, DecoderWeights weights, Kernel head) implements Encoding {

  @Override
  public States states() {
    return new States(trunk.hidden(), weights.head());
  }

  @Override
  public NDArray headGradient() {
    return weights.head().getGradient();
  }

  @Override
  public void backward(NDArray hiddenGradient, NDArray headGradient) {
    try (NDArray embeddingGradient = weights.embedding().getGradient()) {
      trunk.backward(hiddenGradient, embeddingGradient, head);
    }
  }
}
