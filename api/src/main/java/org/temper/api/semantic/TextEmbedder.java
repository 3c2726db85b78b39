package org.temper.api.semantic;

import java.util.List;

/**
 * A model that turns texts into vectors, such that texts of like meaning get vectors near each
 * other. Implementations in artifacts of their own are found by {@link java.util.ServiceLoader},
 * and load their model at the first call.
 */
public interface TextEmbedder extends AutoCloseable {

  /**
   * What the model is called.
   *
   * @return a name, such as {@code all-MiniLM-L6-v2}
   */
  String name();

  /**
   * Embeds texts.
   *
   * @param texts the texts, at least one; none is empty
   * @return a vector of each, in their order
   * @throws IllegalArgumentException if there is no text, or one is empty
   */
  Embeddings embed(List<String> texts);

  /** Frees the model. */
  @Override
  void close();
}
