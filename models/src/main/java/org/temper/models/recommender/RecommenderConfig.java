package org.temper.models.recommender;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/** The architecture of a sequential recommender. */
public sealed interface RecommenderConfig permits HstuConfig, SasRecConfig {

  /**
   * The size of the catalog; ids are 0 to K − 1.
   *
   * @return K
   */
  int items();

  /**
   * The same for another catalog.
   *
   * @param count how many items it has, at least 2
   * @return a new configuration
   */
  RecommenderConfig withItems(int count);

  /**
   * The width of an item's embedding and of the states.
   *
   * @return D
   */
  int width();

  /**
   * How many layers there are.
   *
   * @return at least 1
   */
  int layers();

  /**
   * How many heads attention has.
   *
   * @return at least 1
   */
  int heads();

  /**
   * The most events that a sequence may have.
   *
   * @return at least 1
   */
  int maxLength();

  /**
   * What the model is told of time.
   *
   * @return the signal
   */
  TimeSignal time();

  /**
   * The trainable arrays.
   *
   * @return shapes by name, in the order of the layers
   */
  ImmutableMap<String, Shape> parameterShapes();
}
