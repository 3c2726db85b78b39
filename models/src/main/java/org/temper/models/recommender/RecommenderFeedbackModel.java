package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.HostRows;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.CandidateTargets;
import org.temper.models.scoring.ChunkedScores;
import org.temper.models.scoring.HeadScores;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.SharedEncoding;
import org.temper.models.scoring.TokenLayout;

/**
 * A recommender that also predicts feedback: r̂(s, a) = b + b_a + u · h + f_a · P h, for the state
 * h that predicts the next item and an item's own vector f_a of rank R; values v_e(s) = c_e + w_e ·
 * h.
 */
public final class RecommenderFeedbackModel implements FeedbackModel {
  private static final int RANK = 16;

  private final NDManager manager;
  private final ItemNetwork network;
  private final FeedbackHead feedback;
  private final ParameterSet parameters;
  private final int valueCount;

  private RecommenderFeedbackModel(
      NDManager manager,
      ItemNetwork network,
      FeedbackHead feedback,
      ParameterSet parameters,
      int valueCount) {
    this.manager = manager;
    this.network = network;
    this.feedback = feedback;
    this.parameters = parameters;
    this.valueCount = valueCount;
  }

  /**
   * A model of given weights.
   *
   * @param config the architecture of the recommender
   * @param valueCount how many values a state has, E, at least 1
   * @param weights float32 arrays, as {@link #parameterShapes} lists them, on the options' device;
   *     the model takes them over
   * @param options how it runs
   * @return the model
   * @throws IllegalArgumentException if {@code valueCount} is below 1, or an array is missing,
   *     unknown, or of another shape or type
   */
  public static RecommenderFeedbackModel create(
      RecommenderConfig config,
      int valueCount,
      Map<String, NDArray> weights,
      RecommenderOptions options) {
    return open(config, valueCount, options, (manager, shapes) -> weights);
  }

  /**
   * A model of random weights, drawn as {@link RecommenderPolicy#random} draws them.
   *
   * @param config the architecture of the recommender
   * @param valueCount how many values a state has, E, at least 1
   * @param seed decides the weights, on any device
   * @param options how it runs
   * @return the model
   * @throws IllegalArgumentException if {@code valueCount} is below 1
   */
  public static RecommenderFeedbackModel random(
      RecommenderConfig config, int valueCount, long seed, RecommenderOptions options) {
    return open(
        config,
        valueCount,
        options,
        (manager, shapes) -> ItemNetwork.initial(manager, config, shapes, seed));
  }

  private static RecommenderFeedbackModel open(
      RecommenderConfig config, int valueCount, RecommenderOptions options, WeightSource source) {
    ImmutableMap<String, Shape> shapes = parameterShapes(config, valueCount);
    NDManager manager = PyTorch.manager(options.device());
    try {
      NamedWeights weights = NamedWeights.of(manager, shapes, source.weights(manager, shapes));
      return new RecommenderFeedbackModel(
          manager,
          ItemNetwork.over(manager, config, weights, options),
          FeedbackHead.compile(manager, config, weights),
          weights.train(),
          valueCount);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * The trainable arrays.
   *
   * @param config the architecture of the recommender
   * @param valueCount how many values a state has, E, at least 1
   * @return shapes by name: the recommender's and those of the predictions
   * @throws IllegalArgumentException if {@code valueCount} is below 1
   */
  public static ImmutableMap<String, Shape> parameterShapes(
      RecommenderConfig config, int valueCount) {
    checkArgument(valueCount >= 1, "valueCount: expected at least 1, got %s", valueCount);
    return ImmutableMap.<String, Shape>builder()
        .putAll(config.parameterShapes())
        .putAll(FeedbackHead.shapes(config, RANK, valueCount))
        .buildOrThrow();
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long items() {
    return network.config().items();
  }

  @Override
  public int valueCount() {
    return valueCount;
  }

  @Override
  public ScoredFeedback score(SequenceBatch batch) {
    TokenLayout layout = network.layout(batch);
    ScoreRequest request = ScoreRequest.tokens(batch, layout, Set.of());
    @Nullable SharedEncoding[] made = new SharedEncoding[1];
    ChunkedScores scores =
        ChunkedScores.recorded(
            network.head(),
            manager,
            request,
            (scope, states) ->
                HeadScores.of(
                    network.head(),
                    scope,
                    states,
                    layout.targets(scope),
                    null,
                    Set.of(),
                    network.options().scoringBytes() / Float.BYTES),
            scope -> {
              SharedEncoding encoding =
                  SharedEncoding.of(network.recorded(scope, batch, layout, reader(batch, layout)));
              made[0] = encoding;
              return encoding;
            });
    NDManager scope = scores.manager();
    if (request.isEmpty()) {
      return new Scored(scores, scope.zeros(batch.shape()), scope.zeros(shaped(batch, valueCount)));
    }
    NDArray hidden = requireNonNull(made[0]).leaf();
    return new Scored(
        scores,
        request
            .placed(network.head(), scope, feedback.feedback(scope, hidden, layout.targets(scope)))
            .reshape(batch.shape()),
        request
            .placed(network.head(), scope, feedback.values(scope, hidden))
            .reshape(shaped(batch, valueCount)));
  }

  @Override
  public float[] feedback(SequenceBatch batch, Candidates candidates) {
    CandidateTargets targets =
        CandidateTargets.of(batch, network.layout(batch), candidates, network.config().items());
    return predicted(
        targets.request(),
        targets.count(),
        (scope, hidden) -> feedback.feedback(scope, hidden, targets.toArray(scope)));
  }

  @Override
  public float[] values(SequenceBatch batch) {
    return predicted(
        ScoreRequest.tokens(batch, network.layout(batch), Set.of()), valueCount, feedback::values);
  }

  private float[] predicted(ScoreRequest request, int count, Prediction prediction) {
    if (request.isEmpty()) {
      return new float[Math.toIntExact(request.batch().shape().size()) * count];
    }
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      NDArray hidden = unrecorded(scope, request.batch(), request.layout());
      return request.placed(network.head(), scope, prediction.of(scope, hidden)).toFloatArray();
    }
  }

  @Override
  public float[][] nextFeedback(SequenceBatch histories) {
    TokenLayout layout = network.layout(histories).predictingNext();
    try (NDManager scope = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      return HostRows.of(feedback.every(scope, unrecorded(scope, histories, layout)));
    }
  }

  private NDArray unrecorded(NDManager scope, SequenceBatch batch, TokenLayout layout) {
    return network.unrecorded(scope, batch, layout, reader(batch, layout)).hidden();
  }

  private ItemReader reader(SequenceBatch batch, TokenLayout layout) {
    return (scope, items) -> feedback.read(scope, items, PastRewards.of(scope, batch, layout));
  }

  private static Shape shaped(SequenceBatch batch, int count) {
    return new Shape(batch.rows(), batch.columns(), count);
  }

  @Override
  public void close() {
    feedback.close();
    network.close();
    manager.close();
  }

  /** Makes weights of the given shapes. */
  private interface WeightSource {
    Map<String, NDArray> weights(NDManager manager, ImmutableMap<String, Shape> shapes);
  }

  /** What is predicted of hidden states [M, D], [M, C]. */
  private interface Prediction {
    NDArray of(NDManager scope, NDArray hidden);
  }

  /** The predictions in one graph with the parameters they alone have, and a leaf of the states. */
  private record Scored(ChunkedScores scores, NDArray feedback, NDArray values)
      implements ScoredFeedback {

    @Override
    public NDArray tokenLogProbs() {
      return scores.tokenLogProbs();
    }

    @Override
    public NDArray completionMask() {
      return scores.completionMask();
    }

    @Override
    public NDManager manager() {
      return scores.manager();
    }

    @Override
    public void backward(NDArray loss) {
      scores.backward(loss);
    }

    @Override
    public void close() {
      scores.close();
    }
  }
}
