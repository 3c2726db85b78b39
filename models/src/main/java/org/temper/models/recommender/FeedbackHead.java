package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NamedWeights;

/** The part of a feedback model before the layers and behind the states. */
final class FeedbackHead implements AutoCloseable {
  private final Kernel kernel;
  private final List<NDArray> weights;

  private FeedbackHead(Kernel kernel, List<NDArray> weights) {
    this.kernel = kernel;
    this.weights = weights;
  }

  /** The arrays that it adds to a recommender's, in the order that the kernel takes them. */
  static ImmutableMap<String, Shape> shapes(RecommenderConfig config, int rank, int values) {
    return ImmutableMap.<String, Shape>builder()
        .put("feedback.items.weight", new Shape(config.items(), rank))
        .put("feedback.items.bias", new Shape(config.items()))
        .put("feedback.state.weight", new Shape(rank, config.width()))
        .put("feedback.linear.weight", new Shape(1, config.width()))
        .put("feedback.linear.bias", new Shape(1))
        .put("values.weight", new Shape(values, config.width()))
        .put("values.bias", new Shape(values))
        .put("feedback.input.weight", new Shape(2, config.width()))
        .buildOrThrow();
  }

  static FeedbackHead compile(NDManager manager, RecommenderConfig config, NamedWeights weights) {
    // Brings HSTU's states, of unit length over the temperature, to numbers of about 1, as SASRec's
    // are.
    double scale =
        config instanceof HstuConfig hstu ? hstu.temperature() * Math.sqrt(hstu.width()) : 1;
    return new FeedbackHead(
        Kernel.compile(manager, FeedbackHead.class, List.of("feedback.py"), Map.of("scale", scale)),
        shapes(config, 1, 1).keySet().stream().map(weights::get).toList());
  }

  /** Embedded items [N, D] with the rewards that they had [N, 2]. */
  NDArray read(NDManager manager, NDArray items, NDArray rewards) {
    return kernel.call(manager, "read", tensor(items), tensors(weights), tensor(rewards)).head();
  }

  /** Predictions on items [M, C], [M, C]. */
  NDArray feedback(NDManager manager, NDArray hidden, NDArray items) {
    return kernel.call(manager, "feedback", tensor(hidden), tensors(weights), tensor(items)).head();
  }

  /** Predictions on every item, [M, K]. */
  NDArray every(NDManager manager, NDArray hidden) {
    return kernel.call(manager, "every", tensor(hidden), tensors(weights)).head();
  }

  /** Values, [M, E]. */
  NDArray values(NDManager manager, NDArray hidden) {
    return kernel.call(manager, "values", tensor(hidden), tensors(weights)).head();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
