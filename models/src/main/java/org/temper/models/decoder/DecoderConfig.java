package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The architecture of a decoder of the Llama family: pre-normalized blocks of rotary, grouped-query
 * causal attention and a gated feed-forward network with SiLU.
 *
 * @param vocabularySize V, the number of token ids
 * @param width D, the size of a hidden state
 * @param feedForwardWidth the inner size of the feed-forward network
 * @param layers the number of blocks
 * @param heads the number of query heads
 * @param keyValueHeads the number of key and value heads, a divisor of {@code heads}
 * @param headSize the size of one head, even; heads · headSize need not be the width
 * @param maxLength the most tokens in a sequence, rotary scaling made use of
 * @param normEpsilon what the root-mean-square norms add to the mean square, positive
 * @param rotary the rotary position embedding
 * @param features what the architecture has beyond plain Llama
 * @param window the layers that see the latest tokens alone, where there are some
 */
public record DecoderConfig(
    long vocabularySize,
    int width,
    int feedForwardWidth,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int maxLength,
    double normEpsilon,
    RotaryConfig rotary,
    Set<Feature> features,
    Optional<SlidingWindow> window) {

  /** What an architecture may have beyond plain Llama. */
  public enum Feature {
    /** Biases on the query, key and value projections, as in Qwen2. */
    QUERY_KEY_VALUE_BIAS,
    /** A root-mean-square norm on each query and key head before rotation, as in Qwen3. */
    QUERY_KEY_NORM,
    /** The output head is the token embedding. */
    TIED_HEAD
  }

  /** Checks sizes and copies the features. */
  public DecoderConfig {
    checkPositive("vocabularySize", vocabularySize);
    checkPositive("width", width);
    checkPositive("feedForwardWidth", feedForwardWidth);
    checkPositive("layers", layers);
    checkPositive("heads", heads);
    checkPositive("keyValueHeads", keyValueHeads);
    checkArgument(
        heads % keyValueHeads == 0,
        "keyValueHeads: expected a divisor of heads (%s), got %s",
        heads,
        keyValueHeads);
    checkArgument(
        headSize > 0 && headSize % 2 == 0,
        "headSize: expected a positive even number, got %s",
        headSize);
    checkPositive("maxLength", maxLength);
    checkArgument(
        isNormEpsilon(normEpsilon),
        "normEpsilon: expected a number above 0 and below 1 that a float can hold, got %s",
        normEpsilon);
    features = Sets.immutableEnumSet(features);
    checkArgument(
        headSize > 2 || maxLength <= rotary.steadyLength(),
        "headSize: expected more than 2 where rotary scaling is dynamic, got %s",
        headSize);
    int lastWindowed = window.map(SlidingWindow::lastLayer).orElse(-1);
    checkArgument(
        lastWindowed < layers,
        "window: expected layers below %s, got layer %s",
        layers,
        lastWindowed);
    checkArgument(
        approximateParameters(
                (double) vocabularySize, width, feedForwardWidth, layers, heads, headSize)
            < Long.MAX_VALUE / 2.0,
        "config: expected fewer than 2^62 parameters, got %s layers of width %s with %s heads of"
            + " size %s and feed-forward width %s, and %s tokens",
        layers,
        width,
        heads,
        headSize,
        feedForwardWidth,
        vocabularySize);
  }

  /**
   * An architecture whose layers all see every token before.
   *
   * @param vocabularySize V, the number of token ids
   * @param width D, the size of a hidden state
   * @param feedForwardWidth the inner size of the feed-forward network
   * @param layers the number of blocks
   * @param heads the number of query heads
   * @param keyValueHeads the number of key and value heads, a divisor of {@code heads}
   * @param headSize the size of one head, even
   * @param maxLength the most tokens in a sequence, rotary scaling made use of
   * @param normEpsilon what the root-mean-square norms add to the mean square, positive
   * @param rotary the rotary position embedding
   * @param features what the architecture has beyond plain Llama
   */
  public DecoderConfig(
      long vocabularySize,
      int width,
      int feedForwardWidth,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      int maxLength,
      double normEpsilon,
      RotaryConfig rotary,
      Set<Feature> features) {
    this(
        vocabularySize,
        width,
        feedForwardWidth,
        layers,
        heads,
        keyValueHeads,
        headSize,
        maxLength,
        normEpsilon,
        rotary,
        features,
        Optional.empty());
  }

  /**
   * The same architecture with a window.
   *
   * @param replacement the layers that see the latest tokens alone
   * @return a new config
   */
  public DecoderConfig withWindow(SlidingWindow replacement) {
    return with(rotary, Optional.of(replacement));
  }

  /**
   * The same architecture with another rotary embedding.
   *
   * @param replacement the rotary position embedding
   * @return a new config
   */
  public DecoderConfig withRotary(RotaryConfig replacement) {
    return with(replacement, window);
  }

  private DecoderConfig with(RotaryConfig otherRotary, Optional<SlidingWindow> otherWindow) {
    return new DecoderConfig(
        vocabularySize,
        width,
        feedForwardWidth,
        layers,
        heads,
        keyValueHeads,
        headSize,
        maxLength,
        normEpsilon,
        otherRotary,
        features,
        otherWindow);
  }

  /**
   * Whether the architecture has a feature.
   *
   * @param feature the feature
   * @return true where it has
   */
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** How many tokens a token sees in a layer, itself included; 0 for all before it. */
  int windowSize(int layer) {
    return window.filter(w -> w.layers().contains(layer)).map(SlidingWindow::size).orElse(0);
  }

  /**
   * The parameters by their Hugging Face names, in canonical order: the embedding, the blocks from
   * the first to the last, the final norm, the head where it is not tied.
   *
   * @return names to shapes; weights of linear maps are [out, in]
   */
  public Map<String, Shape> parameterShapes() {
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    shapes.put("model.embed_tokens.weight", new Shape(vocabularySize, width));
    for (int layer = 0; layer < layers; layer++) {
      putBlock(shapes, "model.layers." + layer + ".");
    }
    shapes.put("model.norm.weight", new Shape(width));
    if (!has(Feature.TIED_HEAD)) {
      shapes.put("lm_head.weight", new Shape(vocabularySize, width));
    }
    return shapes.buildOrThrow();
  }

  /**
   * The number of parameters, a tied head counted once.
   *
   * @return the number of scalars
   */
  public long parameterCount() {
    ImmutableMap.Builder<String, Shape> block = ImmutableMap.builder();
    putBlock(block, "");
    long blockSize = block.buildOrThrow().values().stream().mapToLong(Shape::size).sum();
    long tables = has(Feature.TIED_HEAD) ? 1 : 2;
    return tables * vocabularySize * width + layers * blockSize + width;
  }

  /**
   * Whether a number can be what norms add: it neither vanishes as a float nor drowns what it is
   * added to.
   *
   * @param value any number
   * @return true if it can
   */
  public static boolean isNormEpsilon(double value) {
    return value >= Float.MIN_NORMAL && value < 1;
  }

  /** From above, without overflow: with every weight of attention as large as the queries'. */
  private static double approximateParameters(
      double vocabularySize,
      double width,
      double feedForwardWidth,
      double layers,
      double heads,
      double headSize) {
    double block =
        4 * heads * headSize * (width + 1)
            + 3 * feedForwardWidth * width
            + 2 * width
            + 2 * headSize;
    return 2 * vocabularySize * width + layers * block + width;
  }

  private void putBlock(ImmutableMap.Builder<String, Shape> shapes, String block) {
    long queries = (long) heads * headSize;
    long keys = (long) keyValueHeads * headSize;
    String attention = block + "self_attn.";
    shapes.put(block + "input_layernorm.weight", new Shape(width));
    shapes.put(attention + "q_proj.weight", new Shape(queries, width));
    shapes.put(attention + "k_proj.weight", new Shape(keys, width));
    shapes.put(attention + "v_proj.weight", new Shape(keys, width));
    if (has(Feature.QUERY_KEY_VALUE_BIAS)) {
      shapes.put(attention + "q_proj.bias", new Shape(queries));
      shapes.put(attention + "k_proj.bias", new Shape(keys));
      shapes.put(attention + "v_proj.bias", new Shape(keys));
    }
    if (has(Feature.QUERY_KEY_NORM)) {
      shapes.put(attention + "q_norm.weight", new Shape(headSize));
      shapes.put(attention + "k_norm.weight", new Shape(headSize));
    }
    shapes.put(attention + "o_proj.weight", new Shape(width, queries));
    shapes.put(block + "post_attention_layernorm.weight", new Shape(width));
    shapes.put(block + "mlp.gate_proj.weight", new Shape(feedForwardWidth, width));
    shapes.put(block + "mlp.up_proj.weight", new Shape(feedForwardWidth, width));
    shapes.put(block + "mlp.down_proj.weight", new Shape(width, feedForwardWidth));
  }

  private static void checkPositive(String name, long value) {
    checkArgument(value > 0, "%s: expected a positive number, got %s", name, value);
  }
}
