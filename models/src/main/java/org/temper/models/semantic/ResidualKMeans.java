package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.api.Seeds;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.models.kernel.PyTorch;
import org.temper.models.semantic.KMeans.Clustering;
import org.temper.models.semantic.KMeansConfig.LastLevel;

/**
 * Codebooks of residual k-means, and the ids of the items that they were fitted to: the first level
 * clusters the vectors, each further one what the centers before it leave of them.
 *
 * <p>Source: Deng et al. (2025), <a href="https://arxiv.org/abs/2502.18965">OneRec</a>, section
 * 3.1.
 *
 * @param codebooks the centers
 * @param ids the items' ids; of balanced clusters not always the nearest, so that {@link
 *     ResidualCodebooks#encode} may give others
 */
public record ResidualKMeans(ResidualCodebooks codebooks, SemanticIds ids) {

  /**
   * Fits codebooks.
   *
   * @param vectors the items' vectors
   * @param sizes how many codes each level has, [L]
   * @param config the settings
   * @param device where distances are computed; the same vectors and seed give the same ids there
   * @return the codebooks and ids
   * @throws IllegalArgumentException if there is no level, or a level has less than one code or
   *     more than there are items
   */
  public static ResidualKMeans fit(
      Embeddings vectors, ImmutableIntArray sizes, KMeansConfig config, Device device) {
    checkArgument(sizes.length() >= 1, "sizes: expected at least one level, got none");
    List<Embeddings> centers = new ArrayList<>();
    List<int[]> codes = new ArrayList<>();
    Embeddings left = vectors;
    try (NDManager manager = PyTorch.manager(device)) {
      for (int level = 0; level < sizes.length(); level++) {
        checkArgument(
            sizes.get(level) >= 1 && sizes.get(level) <= vectors.rows(),
            "sizes[%s]: expected from 1 to %s codes, as many as there are items, got %s",
            level,
            vectors.rows(),
            sizes.get(level));
        Clustering clustering =
            KMeans.fit(
                manager,
                left,
                sizes.get(level),
                groups(vectors.rows(), sizes.length(), codes, config.lastLevel()),
                config,
                Seeds.random(config.seed(), "k-means", level));
        centers.add(clustering.centers());
        codes.add(clustering.codes());
        left = ResidualCodebooks.residual(left, clustering.centers(), clustering.codes());
      }
    }
    return new ResidualKMeans(new ResidualCodebooks(centers), ResidualCodebooks.ids(sizes, codes));
  }

  /** At the last of several levels, the items of one prefix where they are to be kept apart. */
  private static int[] groups(int items, int levels, List<int[]> codes, LastLevel lastLevel) {
    int[] groups = new int[items];
    if (lastLevel == LastLevel.NEAREST || codes.isEmpty() || codes.size() < levels - 1) {
      Arrays.fill(groups, -1);
      return groups;
    }
    Map<ImmutableIntArray, Integer> numbers = new HashMap<>();
    for (int item = 0; item < items; item++) {
      int current = item;
      ImmutableIntArray prefix =
          ImmutableIntArray.copyOf(codes.stream().mapToInt(level -> level[current]));
      groups[item] = numbers.computeIfAbsent(prefix, unseen -> numbers.size());
    }
    return groups;
  }
}
