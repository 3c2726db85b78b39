package org.temper.models.semantic;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.temper.api.semantic.Embeddings;
import org.temper.models.semantic.KMeansConfig.Sizes;

/**
 * A clustering of vectors around centers: Lloyd's iterations from k-means++ starts. The codes are
 * those of the centers that come with them: the nearest, or what {@link BalancedAssignment} makes
 * of them where clusters are balanced or items kept apart.
 *
 * <p>Sources: Arthur and Vassilvitskii, "k-means++", 2007; for balanced clusters Deng et al.
 * (2025), <a href="https://arxiv.org/abs/2502.18965">OneRec</a>, algorithm 1, whose clusters choose
 * one after another where here all choose at once, so that none is left with what no other wanted.
 */
final class KMeans {
  private final Embeddings items;
  private final int clusters;
  private final Distances distances;
  private final SplittableRandom random;
  private final int capacity;
  private final int[] groups;

  private KMeans(
      Embeddings items,
      int clusters,
      Distances distances,
      SplittableRandom random,
      Sizes sizes,
      int[] groups) {
    this.items = items;
    this.clusters = clusters;
    this.distances = distances;
    this.random = random;
    this.groups = groups;
    this.capacity =
        sizes == Sizes.BALANCED ? (items.rows() + clusters - 1) / clusters : items.rows();
  }

  /**
   * The centers and what belongs to them.
   *
   * @param centers [K, D]
   * @param codes the cluster of each item, [N]
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Clustering(Embeddings centers, int[] codes) {}

  /**
   * Clusters items.
   *
   * @param groups which items are kept apart, as {@link BalancedAssignment} takes them
   */
  static Clustering fit(
      NDManager manager,
      Embeddings items,
      int clusters,
      int[] groups,
      KMeansConfig config,
      SplittableRandom random) {
    try (Distances distances = Distances.from(manager, items)) {
      return new KMeans(items, clusters, distances, random, config.sizes(), groups)
          .fit(config.iterations());
    }
  }

  private Clustering fit(int iterations) {
    Embeddings centers = start();
    int[] codes = assign(centers);
    for (int i = 1; i < iterations; i++) {
      centers = means(codes, centers);
      int[] next = assign(centers);
      boolean settled = Arrays.equals(codes, next);
      codes = next;
      if (settled) {
        break;
      }
    }
    return new Clustering(centers, codes);
  }

  /** Items drawn in proportion to their squared distance from those drawn before. */
  private Embeddings start() {
    int width = items.width();
    float[] lengths = Distances.squaredLengths(items);
    double[] nearest = new double[items.rows()];
    float[] centers = new float[clusters * width];
    for (int center = 0; center < clusters; center++) {
      int drawn = center == 0 ? random.nextInt(items.rows()) : draw(nearest);
      float[] row = items.rows(drawn, drawn + 1);
      System.arraycopy(row, 0, centers, center * width, width);
      boolean first = center == 0;
      distances.forEachBlock(
          new Embeddings(row, 1, width),
          (from, block) -> {
            for (int i = 0; i < block.length; i++) {
              double distance = Math.max(0, block[i] + lengths[from + i]);
              nearest[from + i] = first ? distance : Math.min(nearest[from + i], distance);
            }
          });
      nearest[drawn] = 0;
    }
    return new Embeddings(centers, clusters, width);
  }

  private int draw(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    if (!(sum > 0)) {
      return random.nextInt(weights.length);
    }
    double left = random.nextDouble() * sum;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private int[] assign(Embeddings centers) {
    boolean free = capacity == items.rows() && Arrays.stream(groups).allMatch(group -> group < 0);
    return free ? nearest(centers) : bounded(centers);
  }

  private int[] nearest(Embeddings centers) {
    int[] codes = new int[items.rows()];
    distances.forEachBlock(
        centers,
        (from, block) -> {
          for (int i = 0; i < block.length / clusters; i++) {
            codes[from + i] = nearest(block, i * clusters, clusters);
          }
        });
    return codes;
  }

  /** The lowest code of those with the smallest distance. */
  static int nearest(float[] distances, int from, int clusters) {
    int best = 0;
    for (int cluster = 1; cluster < clusters; cluster++) {
      if (distances[from + cluster] < distances[from + best]) {
        best = cluster;
      }
    }
    return best;
  }

  private int[] bounded(Embeddings centers) {
    float[] lengths = Distances.squaredLengths(items);
    float[] all = new float[Math.multiplyExact(items.rows(), clusters)];
    distances.forEachBlock(
        centers,
        (from, block) -> {
          for (int i = 0; i < block.length; i++) {
            // Clusters compare items, so that their lengths count.
            all[from * clusters + i] = block[i] + lengths[from + i / clusters];
          }
        });
    return BalancedAssignment.assign(all, clusters, capacity, groups);
  }

  /** The means of the clusters; an empty one gets the item that is farthest from its own. */
  private Embeddings means(int[] codes, Embeddings before) {
    int width = items.width();
    double[] sums = new double[clusters * width];
    int[] counts = new int[clusters];
    for (int item = 0; item < codes.length; item++) {
      counts[codes[item]]++;
      for (int i = 0; i < width; i++) {
        sums[codes[item] * width + i] += items.values()[item * width + i];
      }
    }
    float[] centers = before.values().clone();
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int i = 0; i < width && counts[cluster] > 0; i++) {
        centers[cluster * width + i] = (float) (sums[cluster * width + i] / counts[cluster]);
      }
    }
    fillEmpty(codes, counts, centers);
    return new Embeddings(centers, clusters, width);
  }

  private void fillEmpty(int[] codes, int[] counts, float[] centers) {
    int width = items.width();
    double[] errors = new double[codes.length];
    if (Arrays.stream(counts).noneMatch(count -> count == 0)) {
      return;
    }
    for (int item = 0; item < errors.length; item++) {
      for (int i = 0; i < width; i++) {
        double error = items.values()[item * width + i] - centers[codes[item] * width + i];
        errors[item] += error * error;
      }
    }
    for (int cluster = 0; cluster < clusters; cluster++) {
      if (counts[cluster] == 0) {
        int farthest = 0;
        for (int item = 1; item < errors.length; item++) {
          farthest = errors[item] > errors[farthest] ? item : farthest;
        }
        System.arraycopy(items.values(), farthest * width, centers, cluster * width, width);
        errors[farthest] = 0;
      }
    }
  }
}
