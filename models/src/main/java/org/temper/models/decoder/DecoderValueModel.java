package org.temper.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.ParameterSet;
import org.temper.api.Scores;
import org.temper.api.SequenceBatch;
import org.temper.api.ValueModel;
import org.temper.models.decoder.ScalarDecoder.ScalarPass;
import org.temper.models.kernel.GradientMode;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.SingleBackward;

/**
 * A decoder that values states: v(s) = w · h + b for the hidden state h behind the last token of s.
 *
 * <p>Its parameters are a decoder's, without the head over the vocabulary, {@code score.weight} [1,
 * D] and {@code score.bias} [1]: those of a Hugging Face token classifier with one label. {@link
 * DecoderActorCritic} values with the policy's own decoder instead.
 */
public final class DecoderValueModel implements ValueModel {
  private final ScalarDecoder decoder;

  private DecoderValueModel(ScalarDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * A model of given weights.
   *
   * @param config the architecture
   * @param weights float32 arrays, as {@link #parameterShapes} lists them, on the options' device;
   *     taken over
   * @param options how it runs
   * @return the model
   * @throws IllegalArgumentException if an array is missing, unknown, or of another shape or type
   */
  public static DecoderValueModel create(
      DecoderConfig config, Map<String, NDArray> weights, DecoderOptions options) {
    return new DecoderValueModel(
        ScalarDecoder.create(config, parameterShapes(config), weights, options));
  }

  /**
   * A model that begins as a policy's decoder with a head of zeros, by which every state is worth 0
   * at first. Its weights are copies.
   *
   * @param policy the policy, trainable or frozen
   * @return the model, running as the policy does
   */
  public static DecoderValueModel of(DecoderPolicy policy) {
    return new DecoderValueModel(
        ScalarDecoder.copyOf(
            policy,
            parameterShapes(policy.config()),
            (manager, name, shape) -> manager.zeros(shape)));
  }

  /**
   * The trainable arrays.
   *
   * @param config the architecture
   * @return shapes by Hugging Face name
   */
  public static ImmutableMap<String, Shape> parameterShapes(DecoderConfig config) {
    return ScalarDecoder.shapes(
        config,
        ImmutableMap.of(
            ScalarDecoder.WEIGHT, new Shape(1, config.width()), ScalarDecoder.BIAS, new Shape(1)));
  }

  /**
   * The architecture.
   *
   * @return the configuration
   */
  public DecoderConfig config() {
    return decoder.config();
  }

  /**
   * The weights by their Hugging Face names.
   *
   * @return live float32 arrays, still owned by the model
   */
  public Map<String, NDArray> weights() {
    return decoder.weights();
  }

  @Override
  public ParameterSet parameters() {
    return decoder.parameters();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     longer than the model can take
   */
  @Override
  public ValuedBatch estimate(SequenceBatch batch) {
    ScoreRequest request = request(batch);
    decoder.prepareTraining();
    NDManager scope = decoder.manager().newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      if (request.isEmpty()) {
        NDArray zeros = scope.zeros(batch.shape());
        zeros.setRequiresGradient(true);
        return new Valued(decoder, scope, mode, null, zeros, new SingleBackward());
      }
      ScalarPass pass = decoder.recorded(scope, request.layout());
      return new Valued(
          decoder, scope, mode, pass, placed(scope, request, pass.scalars()), new SingleBackward());
    } catch (RuntimeException e) {
      mode.close();
      scope.close();
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a token id is outside the vocabulary, or a sequence is
   *     longer than the model can take
   */
  @Override
  public float[] values(SequenceBatch batch) {
    ScoreRequest request = request(batch);
    if (request.isEmpty()) {
      return new float[Math.toIntExact(batch.shape().size())];
    }
    try (NDManager scope = decoder.manager().newSubManager();
        GradientMode off = GradientMode.off()) {
      return placed(scope, request, decoder.unrecorded(scope, request.layout())).toFloatArray();
    }
  }

  private ScoreRequest request(SequenceBatch batch) {
    return ScoreRequest.tokens(batch, decoder.layout(batch), Set.of());
  }

  private NDArray placed(NDManager scope, ScoreRequest request, NDArray scalars) {
    return request.placed(decoder.headKernel(), scope, scalars).reshape(request.shape());
  }

  @Override
  public void close() {
    decoder.close();
  }

  private record Valued(
      ScalarDecoder decoder,
      NDManager manager,
      GradientMode mode,
      @Nullable ScalarPass pass,
      NDArray values,
      SingleBackward single)
      implements ValuedBatch {

    @Override
    public void backward(NDArray loss) {
      Scores.checkOpen(manager);
      single.run(loss);
      if (pass != null) {
        decoder.backward(pass);
      }
    }

    @Override
    public void close() {
      mode.close();
      manager.close();
    }
  }
}
