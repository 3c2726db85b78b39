package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.api.ParameterSet;
import org.temper.api.Seeds;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.PyTorch;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.scoring.SingleBackward;

/**
 * A residual-quantized autoencoder: vectors are encoded, the latents described by one center of
 * each level's codebook, and the sum of the centers decoded.
 *
 * <p>With x brought to mean 0 and variance 1, z its latent, r₁ = z, e_l the center of its code at
 * level l and r_{l+1} = r_l − e_l, the loss is the mean of ‖x − x̂‖² over its numbers, plus Σ_l of
 * the means of (sg(r_l) − e_l)² + β (r_l − sg(e_l))². The decoder's gradient goes past the codes to
 * z. Codebooks start from k-means of the first latents.
 *
 * <p>Sources: Rajput et al. (2023), <a href="https://arxiv.org/abs/2305.05065">TIGER</a>, section
 * 3.1; Lee et al. (2022), <a href="https://arxiv.org/abs/2203.01941">RQ-VAE</a>, equation 8.
 */
public final class RqVae implements AutoCloseable {
  /** Items from whose latents the codebooks start. */
  private static final int START = 1 << 14;

  private static final int START_ITERATIONS = 10;

  private final NDManager manager;
  private final NamedWeights weights;
  private final ImmutableIntArray sizes;
  private final RqVaeConfig config;
  private final float[] mean;
  private final float scale;
  private final Layers encoder;
  private final Layers decoder;

  private RqVae(
      NDManager manager,
      NamedWeights weights,
      ImmutableIntArray sizes,
      RqVaeConfig config,
      float[] mean,
      float scale) {
    this.manager = manager;
    this.weights = weights;
    this.sizes = sizes;
    this.config = config;
    this.mean = mean;
    this.scale = scale;
    this.encoder = Layers.of(weights, "encoder.", config.hidden().length() + 1);
    this.decoder = Layers.of(weights, "decoder.", config.hidden().length() + 1);
  }

  /**
   * Trains an autoencoder.
   *
   * @param vectors the items' vectors
   * @param sizes how many codes each level has, [L]
   * @param config the settings
   * @param device where it is computed; the same vectors and seed give the same model there
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if there is no level, or a level has less than one code or
   *     more than there are items
   */
  public static RqVae fit(
      Embeddings vectors, ImmutableIntArray sizes, RqVaeConfig config, Device device) {
    checkArgument(sizes.length() >= 1, "sizes: expected at least one level, got none");
    for (int size : sizes.asList()) {
      checkArgument(
          size >= 1 && size <= Math.min(START, vectors.rows()),
          "sizes: expected from 1 to %s codes at each level, got %s",
          Math.min(START, vectors.rows()),
          sizes);
    }
    NDManager manager = PyTorch.manager(device);
    try {
      RqVae model = start(manager, vectors, sizes, config);
      model.train(vectors);
      return model;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static RqVae start(
      NDManager manager, Embeddings vectors, ImmutableIntArray sizes, RqVaeConfig config) {
    List<Integer> widths = new ArrayList<>();
    widths.add(vectors.width());
    widths.addAll(config.hidden().asList());
    widths.add(config.latent());
    Map<String, Shape> shapes = new LinkedHashMap<>(Layers.shapes("encoder.", widths));
    shapes.putAll(Layers.shapes("decoder.", Lists.reverse(widths)));
    for (int level = 0; level < sizes.length(); level++) {
      shapes.put("codebook." + level, new Shape(sizes.get(level), config.latent()));
    }
    ImmutableMap<String, NDArray> random =
        NamedWeights.random(
            manager,
            shapes,
            config.seed(),
            (name, shape) -> shape.dimension() == 1 ? 0 : Math.sqrt(2.0 / shape.get(0)));
    float[] mean = mean(vectors);
    RqVae model =
        new RqVae(
            manager,
            NamedWeights.of(manager, shapes, random),
            sizes,
            config,
            mean,
            deviation(vectors, mean));
    model.startCodebooks(vectors);
    return model;
  }

  private static float[] mean(Embeddings vectors) {
    double[] sums = new double[vectors.width()];
    for (int i = 0; i < vectors.values().length; i++) {
      sums[i % sums.length] += vectors.values()[i];
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / vectors.rows());
    }
    return mean;
  }

  private static float deviation(Embeddings vectors, float[] mean) {
    double sum = 0;
    for (int i = 0; i < vectors.values().length; i++) {
      double difference = vectors.values()[i] - mean[i % mean.length];
      sum += difference * difference;
    }
    return sum > 0 ? (float) Math.sqrt(sum / vectors.values().length) : 1;
  }

  private void startCodebooks(Embeddings vectors) {
    int[] order = Seeds.permutation(vectors.rows(), config.seed(), "rq-vae start");
    int count = Math.min(START, order.length);
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      Embeddings latents =
          host(encoder.forward(batch(scope, vectors, order, 0, count)), config.latent());
      ResidualCodebooks codebooks =
          ResidualKMeans.fit(
                  latents,
                  sizes,
                  new KMeansConfig(
                      KMeansConfig.Sizes.FREE,
                      KMeansConfig.LastLevel.NEAREST,
                      START_ITERATIONS,
                      config.seed()),
                  manager.getDevice())
              .codebooks();
      for (int level = 0; level < sizes.length(); level++) {
        codebook(level).set(codebooks.levels().get(level).values());
      }
    }
  }

  private void train(Embeddings vectors) {
    ParameterSet parameters = weights.train();
    AdamWConfig adam = AdamWConfig.of(Tracker.fixed((float) config.learningRate()));
    try (AdamW optimizer = AdamW.of(parameters, adam)) {
      for (int epoch = 0; epoch < config.epochs(); epoch++) {
        int[] order = Seeds.permutation(vectors.rows(), config.seed(), "rq-vae order", epoch);
        for (int from = 0; from < order.length; from += config.batchSize()) {
          int to = Math.min(order.length, from + config.batchSize());
          try (GradientMode on = GradientMode.recording();
              NDManager scope = manager.newSubManager()) {
            new SingleBackward().run(loss(batch(scope, vectors, order, from, to)));
          }
          optimizer.step();
        }
      }
    }
  }

  private NDArray loss(NDArray x) {
    NDArray z = encoder.forward(x);
    NDArray left = z;
    NDArray sum = z.zerosLike();
    NDArray quantization = z.getManager().create(0f);
    for (int level = 0; level < sizes.length(); level++) {
      NDArray codes = codes(left.stopGradient(), level);
      NDArray chosen = codes.oneHot(sizes.get(level), DataType.FLOAT32).matMul(codebook(level));
      NDArray fixed = chosen.stopGradient();
      quantization =
          quantization
              .add(left.stopGradient().sub(chosen).square().mean())
              .add(left.sub(fixed).square().mean().mul(config.commitment()));
      sum = sum.add(fixed);
      left = left.sub(fixed);
    }
    // The value of the sum, with the gradient of z.
    NDArray output = decoder.forward(z.add(sum.sub(z).stopGradient()));
    return output.sub(x).square().mean().add(quantization);
  }

  /** The codes of what is left, int64 [B]. */
  private NDArray codes(NDArray left, int level) {
    try (GradientMode off = GradientMode.off()) {
      NDArray centers = codebook(level).stopGradient();
      centers.attach(left.getManager());
      NDArray distances =
          left.square()
              .sum(new int[] {1}, true)
              .sub(left.matMul(centers.transpose()).mul(2))
              .add(centers.square().sum(new int[] {1}));
      return config.uniform().includes(level, sizes.length())
          ? Sinkhorn.assign(distances, config.sinkhornEpsilon(), config.sinkhornIterations())
          : distances.argMin(1);
    }
  }

  private NDArray codebook(int level) {
    return weights.get("codebook." + level);
  }

  /** Some items' vectors as the encoder takes them, [b, D]. */
  private NDArray batch(NDManager scope, Embeddings vectors, int[] order, int from, int to) {
    int width = vectors.width();
    float[] rows = new float[(to - from) * width];
    for (int i = 0; i < rows.length; i++) {
      int column = i % width;
      float value = vectors.values()[order[from + i / width] * width + column];
      rows[i] = (value - mean[column]) / scale;
    }
    return scope.create(rows, new Shape(to - from, width));
  }

  private static Embeddings host(NDArray rows, int width) {
    float[] values = rows.toFloatArray();
    return new Embeddings(values, values.length / width, width);
  }

  /**
   * The centers of each level, among latents.
   *
   * @return copies
   */
  public ResidualCodebooks codebooks() {
    List<Embeddings> levels = new ArrayList<>();
    for (int level = 0; level < sizes.length(); level++) {
      levels.add(host(codebook(level), config.latent()));
    }
    return new ResidualCodebooks(levels);
  }

  /**
   * The ids of vectors, one by one: at each level the nearest code.
   *
   * @param vectors [N, D]
   * @return the ids of N items
   * @throws IllegalArgumentException if the vectors have another width
   */
  public SemanticIds encode(Embeddings vectors) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      return codebooks()
          .encode(host(latents(scope, vectors), config.latent()), manager.getDevice());
    }
  }

  /**
   * The ids of vectors, all at once: where the settings say so, codes are used about alike.
   *
   * @param vectors [N, D]
   * @return the ids of N items
   * @throws IllegalArgumentException if the vectors have another width
   */
  public SemanticIds assign(Embeddings vectors) {
    List<int[]> codes = new ArrayList<>();
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      NDArray left = latents(scope, vectors);
      for (int level = 0; level < sizes.length(); level++) {
        NDArray chosen = codes(left, level);
        codes.add(chosen.toType(DataType.INT32, false).toIntArray());
        left = left.sub(chosen.oneHot(sizes.get(level), DataType.FLOAT32).matMul(codebook(level)));
      }
    }
    return ResidualCodebooks.ids(sizes, codes);
  }

  private NDArray latents(NDManager scope, Embeddings vectors) {
    checkArgument(
        vectors.width() == mean.length,
        "width: expected vectors of %s numbers, got %s",
        mean.length,
        vectors.width());
    int[] all = new int[vectors.rows()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return encoder.forward(batch(scope, vectors, all, 0, all.length));
  }

  /**
   * The vectors that ids stand for.
   *
   * @param ids ids whose first levels are the model's
   * @return [N, D]
   * @throws IllegalArgumentException if the ids have fewer levels or more codes
   */
  public Embeddings decode(SemanticIds ids) {
    Embeddings sums = codebooks().decode(ids);
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      NDArray latents = scope.create(sums.values(), new Shape(sums.rows(), config.latent()));
      float[] values = decoder.forward(latents).toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] * scale + mean[i % mean.length];
      }
      return new Embeddings(values, ids.items(), mean.length);
    }
  }

  /** Frees the model. */
  @Override
  public void close() {
    manager.close();
  }
}
