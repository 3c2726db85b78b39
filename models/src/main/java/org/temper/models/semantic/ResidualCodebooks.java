package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.models.kernel.PyTorch;

/**
 * Codebooks of a few levels, each of which describes what those before it left over: a vector is
 * close to the sum of one center of each.
 *
 * @param levels the centers of each level, [K, D] each; at least one level, all of one width
 */
public record ResidualCodebooks(List<Embeddings> levels) {

  /** Copies the list and checks the widths. */
  public ResidualCodebooks {
    levels = ImmutableList.copyOf(levels);
    checkArgument(!levels.isEmpty(), "levels: expected at least one, got none");
    for (Embeddings level : levels) {
      checkWidth(level, levels.get(0).width());
    }
  }

  private static void checkWidth(Embeddings vectors, int width) {
    checkArgument(
        vectors.width() == width,
        "width: expected vectors of %s numbers, got %s",
        width,
        vectors.width());
  }

  /**
   * The sizes of the codebooks.
   *
   * @return [L]
   */
  public ImmutableIntArray sizes() {
    return ImmutableIntArray.copyOf(levels.stream().mapToInt(Embeddings::rows));
  }

  /**
   * The ids of vectors, new ones too: at each level the nearest center of what is left, however
   * many others share it.
   *
   * @param vectors [N, D]
   * @param device where distances are computed
   * @return the ids of N items
   * @throws IllegalArgumentException if the vectors have another width
   */
  public SemanticIds encode(Embeddings vectors, Device device) {
    checkWidth(vectors, levels.get(0).width());
    List<int[]> codes = new ArrayList<>();
    Embeddings left = vectors;
    try (NDManager manager = PyTorch.manager(device)) {
      for (Embeddings level : levels) {
        int[] nearest = new int[vectors.rows()];
        try (Distances distances = Distances.from(manager, left)) {
          distances.forEachBlock(
              level,
              (from, block) -> {
                for (int i = 0; i < block.length / level.rows(); i++) {
                  nearest[from + i] = KMeans.nearest(block, i * level.rows(), level.rows());
                }
              });
        }
        codes.add(nearest);
        left = residual(left, level, nearest);
      }
    }
    return ids(sizes(), codes);
  }

  /**
   * The vectors that ids stand for: sums of their codes' centers.
   *
   * @param ids ids whose first levels are these; levels after them, which only tell items apart, do
   *     not count
   * @return [N, D]
   * @throws IllegalArgumentException if the ids have fewer levels or more codes
   */
  public Embeddings decode(SemanticIds ids) {
    checkArgument(
        ids.levels() >= levels.size(),
        "ids: expected at least %s levels, got %s",
        levels.size(),
        ids.levels());
    int width = levels.get(0).width();
    float[] sums = new float[Math.multiplyExact(ids.items(), width)];
    for (int level = 0; level < levels.size(); level++) {
      float[] centers = levels.get(level).values();
      checkArgument(
          ids.codes(level) <= levels.get(level).rows(),
          "ids: expected at most %s codes at level %s, got %s",
          levels.get(level).rows(),
          level,
          ids.codes(level));
      for (int item = 0; item < ids.items(); item++) {
        int center = ids.code(item, level) * width;
        for (int i = 0; i < width; i++) {
          sums[item * width + i] += centers[center + i];
        }
      }
    }
    return new Embeddings(sums, ids.items(), width);
  }

  /** What centers leave of vectors. */
  static Embeddings residual(Embeddings vectors, Embeddings centers, int[] codes) {
    int width = vectors.width();
    float[] left = vectors.values().clone();
    for (int item = 0; item < codes.length; item++) {
      for (int i = 0; i < width; i++) {
        left[item * width + i] -= centers.values()[codes[item] * width + i];
      }
    }
    return new Embeddings(left, vectors.rows(), width);
  }

  /** A table of codes that were found level by level. */
  static SemanticIds ids(ImmutableIntArray sizes, List<int[]> codes) {
    List<ImmutableIntArray> paths = new ArrayList<>();
    for (int item = 0; item < codes.get(0).length; item++) {
      ImmutableIntArray.Builder path = ImmutableIntArray.builder(codes.size());
      for (int[] level : codes) {
        path.add(level[item]);
      }
      paths.add(path.build());
    }
    return SemanticIds.of(sizes, paths);
  }
}
