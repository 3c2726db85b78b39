package org.temper.models.onerec;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/**
 * The architecture of OneRec: an encoder whose tokens all see one another reads the history, and a
 * decoder generates, with attention to its own tokens, attention to the encoder's states, and a
 * mixture of experts as each layer's feed-forward.
 *
 * <pre>y = x + Σ_i g_i · FFN_i(x),  g_i = s_i where s_i + b_i is among the k largest, else 0,
 * s = softmax(W x)</pre>
 *
 * <p>The biases b balance the experts without a loss of their own: they decide who is chosen and no
 * more, and their gradient is by how much an expert's share of the tokens is above the others', so
 * that an optimizer of the sign of gradients, as Adam is, moves them as the source does. The
 * feed-forwards are SwiGLU, norms are root mean squares, and positions are learned: of the history
 * they count from its newest token.
 *
 * <p>Sources: Deng et al. 2025, "OneRec: Unifying Retrieve and Rank with Generative Recommender and
 * Iterative Preference Alignment", section 3.2, <a
 * href="https://arxiv.org/abs/2502.18965">arXiv:2502.18965</a>; Wang et al. 2024,
 * "Auxiliary-Loss-Free Load Balancing Strategy for Mixture-of-Experts", <a
 * href="https://arxiv.org/abs/2408.15664">arXiv:2408.15664</a>.
 *
 * @param vocabularySize V
 * @param beginToken what stands between a history and what is generated
 * @param width D, a multiple of the heads
 * @param feedForward the inner width of the encoder's feed-forward and of each expert
 * @param heads attention heads of each layer
 * @param encoderLayers how many layers the encoder has
 * @param decoderLayers how many layers the decoder has
 * @param experts how many experts a decoder layer has
 * @param activeExperts k, how many of them see a token; 2 in the source
 * @param maxHistory the most tokens of a history
 * @param maxTarget the most tokens that are generated after it
 */
public record EncoderDecoderConfig(
    int vocabularySize,
    int beginToken,
    int width,
    int feedForward,
    int heads,
    int encoderLayers,
    int decoderLayers,
    int experts,
    int activeExperts,
    int maxHistory,
    int maxTarget)
    implements OneRecConfig {

  /** Checks the sizes. */
  public EncoderDecoderConfig {
    ConfigChecks.tokens(vocabularySize, beginToken);
    ConfigChecks.heads(width, heads);
    ConfigChecks.positive("feedForward", feedForward);
    ConfigChecks.positive("encoderLayers", encoderLayers);
    ConfigChecks.positive("decoderLayers", decoderLayers);
    ConfigChecks.atMost("activeExperts", activeExperts, experts);
    ConfigChecks.positive("maxHistory", maxHistory);
    ConfigChecks.positive("maxTarget", maxTarget);
  }

  /** {@inheritDoc} Each is read by itself. */
  @Override
  public int itemTokens() {
    return 1;
  }

  @Override
  public int headSize() {
    return width / heads;
  }

  @Override
  public ImmutableMap<String, Shape> parameterShapes() {
    Shape square = new Shape(width, width);
    Shape gain = new Shape(width);
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    OneRecNetwork.putEmbeddings(shapes, this);
    for (int layer = 0; layer < encoderLayers; layer++) {
      String prefix = "encoder.layers." + layer + ".";
      OneRecNetwork.putAttention(shapes, prefix, width);
      OneRecNetwork.putFeedForward(shapes, prefix, width, feedForward);
    }
    shapes.put("encoder.norm.weight", gain);
    for (int layer = 0; layer < decoderLayers; layer++) {
      String prefix = "decoder.layers." + layer + ".";
      OneRecNetwork.putAttention(shapes, prefix, width);
      shapes.put(prefix + "cross.norm.weight", gain);
      shapes.put(prefix + "cross.query.weight", square);
      shapes.put(prefix + "cross.key_value.weight", new Shape(2L * width, width));
      shapes.put(prefix + "cross.output.weight", square);
      shapes.put(prefix + "experts.norm.weight", gain);
      shapes.put(prefix + "experts.router.weight", new Shape(experts, width));
      shapes.put(prefix + OneRecNetwork.BALANCE, new Shape(experts));
      shapes.put(prefix + "experts.gate_up.weight", new Shape(experts, 2L * feedForward, width));
      shapes.put(prefix + "experts.down.weight", new Shape(experts, width, feedForward));
    }
    OneRecNetwork.putHead(shapes, this);
    return shapes.buildOrThrow();
  }
}
