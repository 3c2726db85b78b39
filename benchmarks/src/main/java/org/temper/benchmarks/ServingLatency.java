package org.temper.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.temper.serving.ExactItems;
import org.temper.serving.ItemIndex;
import org.temper.serving.ItemIndexConfig;
import org.temper.serving.ItemSearch;
import org.temper.serving.ItemVectors;
import org.temper.serving.Recall;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A benchmark of searches of items: how long they take to make, how long a query takes at the
 * median and at the 99th percentile, of all items and by an index over the number of candidates,
 * and how many of the true best items the index finds. Vectors are points around the centers of
 * clusters, as a trained model's are; states are others around the same centers.
 */
@Command(name = "serving-latency", mixinStandardHelpOptions = true)
public final class ServingLatency implements Callable<Integer> {
  @Option(names = "--items", description = "vectors (default: ${DEFAULT-VALUE})")
  private int items = 1_000_000;

  @Option(names = "--width", description = "numbers of a vector (default: ${DEFAULT-VALUE})")
  private int width = 64;

  @Option(names = "--clusters", description = "centers (default: ${DEFAULT-VALUE})")
  private int clusters = 1000;

  @Option(
      names = "--noise",
      description = "deviation around a center of deviation 1 (default: ${DEFAULT-VALUE})")
  private double noise = 1;

  @Option(names = "--unit", description = "vectors of length 1, as HSTU's; else as they come")
  private boolean unit;

  @Option(names = "--count", description = "best items wanted (default: ${DEFAULT-VALUE})")
  private int count = 100;

  @Option(
      names = "--candidates",
      split = ",",
      description = "candidates of a search (default: ${DEFAULT-VALUE})")
  private List<Integer> candidates = List.of(100, 200, 400, 800);

  @Option(names = "--connections", description = "neighbors of an item (default: ${DEFAULT-VALUE})")
  private int connections = ItemIndexConfig.defaults().connections();

  @Option(
      names = "--beam-width",
      description = "candidates for its neighbors (default: ${DEFAULT-VALUE})")
  private int beamWidth = ItemIndexConfig.defaults().beamWidth();

  @Option(names = "--queries", description = "timed queries (default: ${DEFAULT-VALUE})")
  private int queries = 2000;

  @Option(
      names = "--checked",
      description = "queries compared with the exact search (default: ${DEFAULT-VALUE})")
  private int checked = 100;

  @Option(
      names = "--searches",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<Search> searches = List.of(Search.INDEX, Search.EXACT);

  @Option(
      names = "--index",
      description = "folder of the index; one that is there already is opened, not made")
  private Path index = Path.of("benchmarks/target/items");

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ServingLatency())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    checkArgument(queries >= checked, "--queries: expected at least %s, got %s", checked, queries);
    Random random = new Random(1);
    float[][] centers = points(random, new float[1][width], clusters, 1);
    ItemVectors vectors = ItemVectors.of(points(random, centers, items, noise));
    List<float[]> states = Arrays.asList(points(random, centers, queries, noise));
    long start = System.nanoTime();
    ExactItems exact = ExactItems.of(vectors);
    System.out.printf(Locale.ROOT, "exact: made in %.1f s%n", (System.nanoTime() - start) * 1e-9);
    System.out.println("| candidates | p50, ms | p99, ms | recall@" + count + " | lowest |");
    System.out.println("|---:|---:|---:|---:|---:|");
    if (searches.contains(Search.EXACT)) {
      row("all", exact, exact, states);
    }
    if (searches.contains(Search.INDEX)) {
      overCandidates(vectors, exact, states);
    }
    return 0;
  }

  private void overCandidates(ItemVectors vectors, ExactItems exact, List<float[]> states)
      throws IOException {
    if (!Files.exists(index)) {
      long start = System.nanoTime();
      ItemIndex.save(index, vectors, new ItemIndexConfig(connections, beamWidth, 100));
      System.out.printf(Locale.ROOT, "index: made in %.1f s%n", (System.nanoTime() - start) * 1e-9);
    }
    try (ItemIndex made = ItemIndex.open(index)) {
      for (int kept : candidates) {
        row(Integer.toString(kept), made.withCandidates(kept), exact, states);
      }
    }
  }

  private void row(String candidates, ItemSearch search, ExactItems exact, List<float[]> states) {
    times(search, states);
    double[] times = times(search, states);
    Recall recall = Recall.of(search, exact, states.subList(0, checked), count);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.4f | %.2f |%n",
        candidates,
        times[times.length / 2],
        times[(int) Math.ceil(0.99 * times.length) - 1],
        recall.mean(),
        recall.lowest());
  }

  /** What is measured. */
  private enum Search {
    INDEX,
    EXACT
  }

  /** Milliseconds of each query, ascending. */
  private double[] times(ItemSearch search, List<float[]> states) {
    double[] times = new double[states.size()];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      search.top(states.get(i), count);
      times[i] = (System.nanoTime() - start) * 1e-6;
    }
    Arrays.sort(times);
    return times;
  }

  private float[][] points(Random random, float[][] centers, int wanted, double deviation) {
    List<float[]> points = new ArrayList<>(wanted);
    for (int i = 0; i < wanted; i++) {
      float[] center = centers[random.nextInt(centers.length)];
      float[] point = new float[width];
      double square = 0;
      for (int j = 0; j < width; j++) {
        point[j] = (float) (center[j] + deviation * random.nextGaussian());
        square += point[j] * point[j];
      }
      for (int j = 0; unit && j < width; j++) {
        point[j] /= (float) Math.sqrt(square);
      }
      points.add(point);
    }
    return points.toArray(float[][]::new);
  }
}
