package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/**
 * The architecture of HSTU: Zhai et al., "Actions Speak Louder than Words: Trillion-Parameter
 * Sequential Transducers for Generative Recommendations", 2024, section 3, in the form of its
 * authors' public research code.
 *
 * @param items the size of the catalog, K
 * @param width the width of embeddings and states, D
 * @param layers how many layers
 * @param heads attention heads of each layer
 * @param linearWidth the width of u and v in each head
 * @param attentionWidth the width of q and k in each head
 * @param maxLength the most events in a sequence; attention is divided by it, whatever a sequence's
 *     length
 * @param time what the relative bias is told of time
 * @param temperature what similarities of unit vectors are divided by to give logits; positive
 */
public record HstuConfig(
    int items,
    int width,
    int layers,
    int heads,
    int linearWidth,
    int attentionWidth,
    int maxLength,
    TimeSignal time,
    double temperature)
    implements RecommenderConfig {

  /** Entries of the table of time differences: one for each bucket from 0 to 128. */
  static final int TIME_BUCKETS = 129;

  private static final double MAX_TEMPERATURE = 1e4;

  /** Checks the sizes. */
  public HstuConfig {
    checkArgument(
        items >= 2 && width >= 1 && layers >= 1 && heads >= 1,
        "config: expected at least 2 items and positive width, layers and heads, got %s, %s, %s,"
            + " %s",
        items,
        width,
        layers,
        heads);
    checkArgument(
        linearWidth >= 1 && attentionWidth >= 1 && maxLength >= 1,
        "config: expected positive linear width, attention width and length, got %s, %s, %s",
        linearWidth,
        attentionWidth,
        maxLength);
    checkArgument(
        temperature >= 1 / MAX_TEMPERATURE && temperature <= MAX_TEMPERATURE,
        "temperature: expected a number from %s to %s, got %s",
        1 / MAX_TEMPERATURE,
        MAX_TEMPERATURE,
        temperature);
  }

  /**
   * The usual form: heads share the width, similarities are divided by 0.05, and the bias is told
   * how old events are.
   *
   * @param items the size of the catalog
   * @param width the width of embeddings and states, a multiple of the heads
   * @param layers how many layers
   * @param heads attention heads of each layer
   * @param maxLength the most events in a sequence
   * @return the configuration
   * @throws IllegalArgumentException if a size is not positive, or the heads don't divide the width
   */
  public static HstuConfig of(int items, int width, int layers, int heads, int maxLength) {
    checkArgument(
        heads >= 1 && width % heads == 0,
        "heads: expected a divisor of width %s, got %s",
        width,
        heads);
    int size = width / heads;
    return new HstuConfig(
        items, width, layers, heads, size, size, maxLength, TimeSignal.PAST, 0.05);
  }

  /**
   * The same with another signal of time.
   *
   * @param value the signal
   * @return the changed configuration
   */
  public HstuConfig withTime(TimeSignal value) {
    return new HstuConfig(
        items, width, layers, heads, linearWidth, attentionWidth, maxLength, value, temperature);
  }

  /**
   * The same with another temperature.
   *
   * @param value positive
   * @return the changed configuration
   * @throws IllegalArgumentException if it is not positive
   */
  public HstuConfig withTemperature(double value) {
    return new HstuConfig(
        items, width, layers, heads, linearWidth, attentionWidth, maxLength, time, value);
  }

  @Override
  public HstuConfig withItems(int count) {
    return new HstuConfig(
        count, width, layers, heads, linearWidth, attentionWidth, maxLength, time, temperature);
  }

  @Override
  public ImmutableMap<String, Shape> parameterShapes() {
    long linear = (long) heads * linearWidth;
    long attention = (long) heads * attentionWidth;
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    shapes.put("items.weight", new Shape(items, width));
    shapes.put("positions.weight", new Shape(maxLength, width));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "layers." + layer + ".";
      shapes.put(prefix + "projection.weight", new Shape(2 * (linear + attention), width));
      shapes.put(prefix + "output.weight", new Shape(width, linear));
      shapes.put(prefix + "output.bias", new Shape(width));
      shapes.put(prefix + "positions.bias", new Shape(2L * maxLength - 1));
      if (time != TimeSignal.NONE) {
        shapes.put(prefix + "times.bias", new Shape(TIME_BUCKETS));
      }
    }
    return shapes.buildOrThrow();
  }
}
