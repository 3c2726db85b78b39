package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A limit on the bytes of activations that a decoder holds from the forward pass for the backward
 * pass. A layer that does not fit holds its input alone and is computed again, which takes about a
 * third more time for that layer and gives the same numbers. On a GPU all layers are held, or none.
 */
@FunctionalInterface
public interface ActivationLimit {

  /**
   * The limit for a decoder.
   *
   * @param config its shape
   * @return bytes; where there are fewer than 0 no layer is held
   */
  long bytes(DecoderConfig config);

  /**
   * No limit: all layers are held, which is fastest.
   *
   * @return the limit
   */
  static ActivationLimit none() {
    return config -> Long.MAX_VALUE;
  }

  /**
   * A limit of so many bytes; 0 holds no layer.
   *
   * @param bytes 0 or more
   * @return the limit
   * @throws IllegalArgumentException if there are fewer
   */
  static ActivationLimit of(long bytes) {
    checkArgument(bytes >= 0, "bytes: expected 0 or more, got %s", bytes);
    return config -> bytes;
  }
}
