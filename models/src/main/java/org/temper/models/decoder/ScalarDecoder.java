package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.ScalarHead;
import org.temper.models.scoring.TokenLayout;

/**
 * A decoder whose states are each given one number, by the head {@code score}, in place of logits.
 */
final class ScalarDecoder implements AutoCloseable {
  static final String WEIGHT = "score.weight";
  static final String BIAS = "score.bias";
  private static final String VOCABULARY_HEAD = "lm_head.weight";

  private final DecoderConfig config;
  private final DecoderOptions options;
  private final NDManager manager;
  private final DecoderKernels kernels;
  private final ImmutableMap<String, Shape> shapes;
  private final DecoderWeights weights;
  private final ScalarHead head;
  private final ParameterSet parameters;

  private ScalarDecoder(
      DecoderConfig config,
      DecoderOptions options,
      NDManager manager,
      ImmutableMap<String, Shape> shapes,
      DecoderWeights weights,
      ParameterSet parameters) {
    this.config = config;
    this.options = options;
    this.manager = manager;
    this.kernels = DecoderKernels.compile(manager, config, options);
    this.shapes = shapes;
    this.weights = weights;
    this.head =
        ScalarHead.compile(
            manager,
            shapes.keySet().stream()
                .filter(name -> name.equals(WEIGHT) || name.equals(BIAS))
                .map(weights::get)
                .collect(ImmutableList.toImmutableList()));
    this.parameters = parameters;
  }

  /** A trainable one; takes the weights over. */
  static ScalarDecoder create(
      DecoderConfig config,
      ImmutableMap<String, Shape> shapes,
      Map<String, NDArray> weights,
      DecoderOptions options) {
    NDManager manager = newManager(options);
    try {
      DecoderWeights owned = DecoderWeights.of(manager, config, shapes, weights);
      return new ScalarDecoder(config, options, manager, shapes, owned, owned.train());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Makes the arrays of a head. */
  interface HeadSource {
    NDArray head(NDManager manager, String name, Shape shape);
  }

  /** A trainable one with copies of a policy's weights. */
  static ScalarDecoder copyOf(
      DecoderPolicy policy, ImmutableMap<String, Shape> shapes, HeadSource source) {
    try (NDManager scope = newManager(policy.options());
        GradientMode off = GradientMode.off()) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      shapes.forEach(
          (name, shape) -> {
            NDArray own = policy.weights().get(name);
            if (own == null) {
              weights.put(name, source.head(scope, name, shape));
            } else {
              NDArray copy = own.duplicate();
              copy.attach(scope);
              weights.put(name, copy);
            }
          });
      return create(policy.config(), shapes, weights, policy.options());
    }
  }

  /** A decoder's arrays but for its head over the vocabulary, and those of the head given. */
  static ImmutableMap<String, Shape> shapes(DecoderConfig config, Map<String, Shape> head) {
    return ImmutableMap.<String, Shape>builder()
        .putAll(Maps.filterKeys(config.parameterShapes(), name -> !name.equals(VOCABULARY_HEAD)))
        .putAll(head)
        .buildOrThrow();
  }

  private static NDManager newManager(DecoderOptions options) {
    return PyTorch.manager(options.device());
  }

  ScalarDecoder frozenCopy() {
    NDManager copyManager = newManager(options);
    return new ScalarDecoder(
        config,
        options,
        copyManager,
        shapes,
        DecoderWeights.of(copyManager, config, shapes, weights.copies(copyManager)),
        ParameterSet.empty());
  }

  DecoderConfig config() {
    return config;
  }

  NDManager manager() {
    return manager;
  }

  TokenLayout layout(SequenceBatch batch) {
    return TokenLayout.of(batch, config.vocabularySize(), config.maxLength());
  }

  /** {@code head.py}. */
  Kernel headKernel() {
    return kernels.head();
  }

  Map<String, NDArray> weights() {
    return weights.arrays();
  }

  ParameterSet parameters() {
    return parameters;
  }

  /** Refuses to train a frozen copy; makes every gradient exist. */
  void prepareTraining() {
    checkState(parameters.size() > 0, "model: expected trainable parameters, got a frozen copy");
    weights.allocateGradients();
  }

  /** The layout's predicting states; called with gradient mode on. */
  ScalarPass recorded(NDManager scope, TokenLayout layout) {
    TrunkPass trunk =
        TrunkPass.recorded(kernels.trunk(), weights, scope, layout, options, Dropout.NONE);
    NDArray leaf = trunk.hidden().stopGradient();
    leaf.setRequiresGradient(true);
    return new ScalarPass(trunk, leaf, head.scalars(scope, leaf));
  }

  /** Adds to the trunk's gradients what a loss's way back left at the pass's leaf. */
  void backward(ScalarPass pass) {
    try (GradientMode off = GradientMode.off();
        NDArray gradient = pass.leaf().getGradient();
        NDArray embeddingGradient = weights.embedding().getGradient()) {
      pass.trunk().backward(gradient, embeddingGradient, kernels.head());
    }
  }

  /**
   * A pass of states' numbers.
   *
   * @param leaf the states, [M, D]
   * @param scalars their numbers in one graph with the head and the leaf, [M, 1]
   */
  record ScalarPass(TrunkPass trunk, NDArray leaf, NDArray scalars) {}

  /** The numbers [M, 1] without a graph; called with gradient mode off. */
  NDArray unrecorded(NDManager scope, TokenLayout layout) {
    return head.scalars(
        scope, TrunkPass.unrecorded(kernels.trunk(), weights, scope, layout, options));
  }

  @Override
  public void close() {
    head.close();
    kernels.close();
    manager.close();
  }
}
