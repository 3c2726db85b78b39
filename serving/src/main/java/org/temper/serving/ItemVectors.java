package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.temper.api.items.FactoredPolicy;

/**
 * The vectors of a catalog's items, and their biases where they have some. A bias becomes one more
 * number of the vector, which is multiplied by a 1 behind the state.
 */
public final class ItemVectors {
  private final int items;
  private final int width;
  private final Rows rows;
  private final float @Nullable [] biases;

  private ItemVectors(int items, int width, Rows rows, float @Nullable [] biases) {
    this.items = items;
    this.width = width;
    this.rows = rows;
    this.biases = biases;
  }

  /**
   * The vectors of a policy.
   *
   * @param policy asked for them, a few thousand at a time, whenever they are read
   * @return the vectors
   */
  public static ItemVectors of(FactoredPolicy policy) {
    return new ItemVectors(
        Math.toIntExact(policy.vocabularySize()), policy.width(), policy::itemVectors, null);
  }

  /**
   * Given vectors.
   *
   * @param vectors [K][D], at least one item, not copied
   * @return the vectors
   * @throws IllegalArgumentException if there is none or they are not all of one length
   */
  public static ItemVectors of(float[][] vectors) {
    checkArgument(vectors.length > 0, "vectors: expected at least one, got none");
    int width = vectors[0].length;
    for (int item = 0; item < vectors.length; item++) {
      checkArgument(
          vectors[item].length == width && width > 0,
          "vectors[%s]: expected %s numbers, got %s",
          item,
          Math.max(1, width),
          vectors[item].length);
    }
    return new ItemVectors(
        vectors.length, width, (from, to) -> Arrays.copyOfRange(vectors, from, to), null);
  }

  /**
   * The same with biases, such as the logits of a prior at this time.
   *
   * @param values what is added to each item's score, [K]
   * @return the vectors with their biases
   * @throws IllegalArgumentException if there is not one for each item
   * @throws IllegalStateException if there are biases already
   */
  public ItemVectors withBiases(float[] values) {
    checkState(biases == null, "biases: expected to be given once, got them twice");
    checkArgument(
        values.length == items,
        "values: expected one for each of %s items, got %s",
        items,
        values.length);
    return new ItemVectors(items, width, rows, values.clone());
  }

  int items() {
    return items;
  }

  /** The length of a state. */
  int width() {
    return width;
  }

  boolean biased() {
    return biases != null;
  }

  /** Vectors as they are stored, the bias last; checked to be finite. */
  float[][] stored(int from, int to) {
    float[][] vectors = rows.of(from, to);
    for (int i = 0; i < vectors.length; i++) {
      if (biases != null) {
        vectors[i] = Arrays.copyOf(vectors[i], width + 1);
        vectors[i][width] = biases[from + i];
      }
      for (float value : vectors[i]) {
        checkArgument(
            Float.isFinite(value),
            "vectors[%s]: expected finite numbers, got %s",
            (Object) (from + i),
            value);
      }
    }
    return vectors;
  }

  /** What a stored vector is multiplied by. */
  static float[] query(float[] state, Stored as) {
    checkArgument(
        state.length == as.width(), "state: expected %s numbers, got %s", as.width(), state.length);
    for (float value : state) {
      checkArgument(Float.isFinite(value), "state: expected finite numbers, got %s", value);
    }
    if (!as.biased()) {
      return state;
    }
    float[] query = Arrays.copyOf(state, as.width() + 1);
    query[as.width()] = 1;
    return query;
  }

  /**
   * How vectors are stored.
   *
   * @param width the length of a state
   */
  record Stored(int width, boolean biased) {}

  private interface Rows {
    float[][] of(int from, int to);
  }
}
