package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/**
 * The architecture of SASRec: Kang and McAuley, "Self-Attentive Sequential Recommendation", 2018,
 * with the norms before attention and feed-forward, and items scored by the table that embeds them.
 *
 * @param items the size of the catalog, K
 * @param width the width of embeddings and states, D; a multiple of the heads
 * @param layers how many layers
 * @param heads attention heads of each layer
 * @param maxLength the most events in a sequence
 */
public record SasRecConfig(int items, int width, int layers, int heads, int maxLength)
    implements RecommenderConfig {

  /** Checks the sizes. */
  public SasRecConfig {
    checkArgument(
        items >= 2 && width >= 1 && layers >= 1 && maxLength >= 1,
        "config: expected at least 2 items and positive width, layers and length, got %s, %s, %s,"
            + " %s",
        items,
        width,
        layers,
        maxLength);
    checkArgument(
        heads >= 1 && width % heads == 0,
        "heads: expected a divisor of width %s, got %s",
        width,
        heads);
  }

  /** {@inheritDoc} Positions alone. */
  @Override
  public TimeSignal time() {
    return TimeSignal.NONE;
  }

  @Override
  public SasRecConfig withItems(int count) {
    return new SasRecConfig(count, width, layers, heads, maxLength);
  }

  @Override
  public ImmutableMap<String, Shape> parameterShapes() {
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    shapes.put("items.weight", new Shape(items, width));
    shapes.put("positions.weight", new Shape(maxLength, width));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "layers." + layer + ".";
      affine(shapes, prefix + "attention.norm", new Shape(width));
      affine(shapes, prefix + "attention.projection", new Shape(3L * width, width));
      affine(shapes, prefix + "attention.output", new Shape(width, width));
      affine(shapes, prefix + "feedforward.norm", new Shape(width));
      affine(shapes, prefix + "feedforward.up", new Shape(width, width));
      affine(shapes, prefix + "feedforward.down", new Shape(width, width));
    }
    affine(shapes, "norm", new Shape(width));
    return shapes.buildOrThrow();
  }

  private static void affine(
      ImmutableMap.Builder<String, Shape> shapes, String name, Shape weight) {
    shapes.put(name + ".weight", weight);
    shapes.put(name + ".bias", new Shape(weight.get(0)));
  }
}
