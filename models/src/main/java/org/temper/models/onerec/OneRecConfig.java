package org.temper.models.onerec;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/**
 * The architecture of a network of OneRec. A sequence is a history, the {@link #beginToken}, and
 * what is generated: the history is read once and as a whole, and what comes after it looks at it
 * and at what was generated before.
 */
public sealed interface OneRecConfig permits EncoderDecoderConfig, LazyDecoderConfig {

  /**
   * The size of the vocabulary.
   *
   * @return V, the begin token included
   */
  int vocabularySize();

  /**
   * The token between a history and what is generated after it, of which the first in a sequence
   * counts. Where there is none before a token, all before it is its history.
   *
   * @return its id
   */
  int beginToken();

  /**
   * How many tokens of a history are read as one.
   *
   * @return at least 1
   */
  int itemTokens();

  /**
   * The width of embeddings and states.
   *
   * @return D
   */
  int width();

  /**
   * The width of an attention head.
   *
   * @return D divided by the heads
   */
  int headSize();

  /**
   * The layers of the decoder.
   *
   * @return at least 1
   */
  int decoderLayers();

  /**
   * The most tokens of a history.
   *
   * @return at least 1
   */
  int maxHistory();

  /**
   * The most tokens that are generated after a history.
   *
   * @return at least 1
   */
  int maxTarget();

  /**
   * The parameters.
   *
   * @return shapes by name, in order
   */
  ImmutableMap<String, Shape> parameterShapes();

  /**
   * The most tokens of a sequence.
   *
   * @return history, begin token and what is generated
   */
  default int maxLength() {
    return maxHistory() + 1 + maxTarget();
  }
}
