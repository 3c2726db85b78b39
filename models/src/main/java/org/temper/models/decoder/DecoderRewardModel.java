package org.temper.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.api.ParameterSet;
import org.temper.api.Scores;
import org.temper.api.SequenceBatch;
import org.temper.api.TrainableRewardModel;
import org.temper.models.decoder.ScalarDecoder.ScalarPass;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.scoring.SingleBackward;
import org.temper.models.scoring.TokenLayout;

/**
 * A decoder that judges whole sequences: r(x) = w · h for the hidden state h behind the sequence's
 * last real token.
 *
 * <p>Its parameters are a decoder's, without the head over the vocabulary, and {@code score.weight}
 * [1, D]: those of a Hugging Face sequence classifier with one label. The last token is found by
 * the attention mask, so that padding, on either side, and a padding token equal to the end token
 * change nothing.
 */
public final class DecoderRewardModel implements TrainableRewardModel {
  private final ScalarDecoder decoder;

  private DecoderRewardModel(ScalarDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * A model of given weights.
   *
   * @param config the architecture
   * @param weights float32 arrays, as {@link #parameterShapes} lists them, on the options' device;
   *     taken over
   * @param options how it runs
   * @return the model, all weights trainable
   * @throws IllegalArgumentException if an array is missing, unknown, or of another shape or type
   */
  public static DecoderRewardModel create(
      DecoderConfig config, Map<String, NDArray> weights, DecoderOptions options) {
    return new DecoderRewardModel(
        ScalarDecoder.create(config, parameterShapes(config), weights, options));
  }

  /**
   * A model that begins as a policy's decoder with a random head from N(0, 1 / (D + 1)), as in
   * Stiennon et al. 2020. Its weights are copies.
   *
   * @param policy the policy, trainable or frozen
   * @param seed decides the head, on any device
   * @return the model, running as the policy does, all weights trainable
   */
  public static DecoderRewardModel of(DecoderPolicy policy, long seed) {
    double deviation = 1 / Math.sqrt(policy.config().width() + 1.0);
    return new DecoderRewardModel(
        ScalarDecoder.copyOf(
            policy,
            parameterShapes(policy.config()),
            (manager, name, shape) -> NamedWeights.normal(manager, name, shape, seed, deviation)));
  }

  /**
   * The trainable arrays.
   *
   * @param config the architecture
   * @return shapes by Hugging Face name
   */
  public static ImmutableMap<String, Shape> parameterShapes(DecoderConfig config) {
    return ScalarDecoder.shapes(
        config, ImmutableMap.of(ScalarDecoder.WEIGHT, new Shape(1, config.width())));
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
   * The weights by their Hugging Face names, trainable or frozen.
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
   * @throws IllegalStateException if the model is a frozen copy
   */
  @Override
  public ScoredSequences score(SequenceBatch batch) {
    TokenLayout layout = decoder.layout(batch).predictingNext();
    decoder.prepareTraining();
    NDManager scope = decoder.manager().newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      ScalarPass pass = decoder.recorded(scope, layout);
      return new Scored(decoder, scope, mode, pass, pass.scalars().flatten(), new SingleBackward());
    } catch (RuntimeException e) {
      mode.close();
      scope.close();
      throw e;
    }
  }

  @Override
  public SequenceScores evaluate(SequenceBatch batch) {
    TokenLayout layout = decoder.layout(batch).predictingNext();
    NDManager scope = decoder.manager().newSubManager();
    try (GradientMode off = GradientMode.off()) {
      return new Evaluated(scope, decoder.unrecorded(scope, layout).flatten());
    } catch (RuntimeException e) {
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
  public double[] rewards(SequenceBatch batch) {
    try (SequenceScores scores = evaluate(batch)) {
      float[] scalars = scores.rewards().toFloatArray();
      double[] rewards = new double[scalars.length];
      for (int row = 0; row < rewards.length; row++) {
        rewards[row] = scalars[row];
      }
      return rewards;
    }
  }

  /**
   * A copy of this model as it is now, that later updates do not change and that has no trainable
   * parameters.
   *
   * @return a frozen copy, to be closed by the caller
   */
  public DecoderRewardModel frozenCopy() {
    return new DecoderRewardModel(decoder.frozenCopy());
  }

  @Override
  public void close() {
    decoder.close();
  }

  private record Evaluated(NDManager manager, NDArray rewards) implements SequenceScores {
    @Override
    public void close() {
      manager.close();
    }
  }

  private record Scored(
      ScalarDecoder decoder,
      NDManager manager,
      GradientMode mode,
      ScalarPass pass,
      NDArray rewards,
      SingleBackward single)
      implements ScoredSequences {

    @Override
    public void backward(NDArray loss) {
      Scores.checkOpen(manager);
      single.run(loss);
      decoder.backward(pass);
    }

    @Override
    public void close() {
      mode.close();
      manager.close();
    }
  }
}
