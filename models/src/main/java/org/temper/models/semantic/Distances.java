package org.temper.models.semantic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.temper.api.semantic.Embeddings;
import org.temper.models.kernel.GradientMode;

/**
 * Squared distances of items from centers, less each item's own squared length, which no comparison
 * between centers needs. Computed in blocks of rows as matrix products.
 */
final class Distances implements AutoCloseable {
  /** Numbers of a block's result: 64 MB. */
  private static final int BLOCK = 1 << 24;

  private final NDManager manager;
  private final NDArray items;
  private final int rows;

  private Distances(NDManager manager, NDArray items, int rows) {
    this.manager = manager;
    this.items = items;
    this.rows = rows;
  }

  static Distances from(NDManager parent, Embeddings items) {
    NDManager manager = parent.newSubManager();
    return new Distances(
        manager,
        manager.create(items.values(), new Shape(items.rows(), items.width())),
        items.rows());
  }

  /** Gives the distances, row-major [b, K], of one block of items after another. */
  void forEachBlock(Embeddings centers, BlockConsumer consumer) {
    int count = centers.rows();
    float[] lengths = squaredLengths(centers);
    int[] first = firstOfEach(centers);
    int step = Math.max(1, BLOCK / count);
    for (int from = 0; from < rows; from += step) {
      int to = Math.min(rows, from + step);
      float[] distances = products(from, to, centers);
      for (int i = 0; i < distances.length; i += count) {
        for (int center = 0; center < count; center++) {
          // Products of the same numbers may round apart, which no choice between centers survives.
          distances[i + center] =
              first[center] < center
                  ? distances[i + first[center]]
                  : lengths[center] - 2 * distances[i + center];
        }
      }
      consumer.accept(from, distances);
    }
  }

  private float[] products(int from, int to, Embeddings centers) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      NDArray block = from == 0 && to == rows ? items : items.get(from + ":" + to);
      block.attach(block == items ? manager : scope);
      NDArray transposed =
          scope.create(centers.values(), new Shape(centers.rows(), centers.width())).transpose();
      NDArray product = block.matMul(transposed);
      product.attach(scope);
      return product.toFloatArray();
    }
  }

  /** Of each center the first that is the same. */
  private static int[] firstOfEach(Embeddings centers) {
    Map<FloatBuffer, Integer> seen = new HashMap<>();
    int[] first = new int[centers.rows()];
    for (int center = 0; center < first.length; center++) {
      int current = center;
      FloatBuffer row = FloatBuffer.wrap(centers.rows(center, center + 1));
      first[center] = seen.computeIfAbsent(row, unseen -> current);
    }
    return first;
  }

  static float[] squaredLengths(Embeddings vectors) {
    float[] lengths = new float[vectors.rows()];
    for (int row = 0; row < lengths.length; row++) {
      double sum = 0;
      for (int i = row * vectors.width(); i < (row + 1) * vectors.width(); i++) {
        sum += (double) vectors.values()[i] * vectors.values()[i];
      }
      lengths[row] = (float) sum;
    }
    return lengths;
  }

  @Override
  public void close() {
    manager.close();
  }

  /** A receiver of blocks. */
  interface BlockConsumer {
    /**
     * Takes a block.
     *
     * @param from the block's first item
     * @param distances row-major [b, K]
     */
    void accept(int from, float[] distances);
  }
}
