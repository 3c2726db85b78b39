package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;

/**
 * The architecture of OneRec-V2, a lazy decoder: no encoder reads the history. Its items, each so
 * many tokens, are multiplied once to the keys and values that the decoder's layers look at,
 * several layers at the same ones, and no item of the history sees another: nearly all that is
 * computed is computed for what is generated.
 *
 * <pre>h = h + cross(norm(h), k_l, v_l);  h = h + attention(norm(h));  h = h + FFN(norm(h))</pre>
 *
 * <p>with k_l = norm(c_l) and v_l = norm(c′_l), where c is the history times one matrix, cut in
 * pieces; an item is the feed-forward of its tokens side by side, 0 where a last one has fewer. The
 * feed-forwards are SwiGLU, norms are root mean squares, and positions are learned: of the history
 * they count from its newest item. The layers of experts that the source has at some sizes are not
 * here.
 *
 * <p>Source: Zhou et al. 2025, "OneRec-V2 Technical Report", section 2, <a
 * href="https://arxiv.org/abs/2508.20900">arXiv:2508.20900</a>.
 *
 * @param vocabularySize V
 * @param beginToken what stands between a history and what is generated
 * @param itemTokens how many tokens of the history are one item: the levels of semantic ids
 * @param width D, a multiple of the heads
 * @param feedForward the inner width of a feed-forward
 * @param heads attention heads of each layer
 * @param decoderLayers how many layers
 * @param keyValueHeads heads of the history's keys and values, a divisor of the heads
 * @param contextLayers how many different keys the history has, at most as many as layers
 * @param contextSplit 1 where values are the keys, 2 where they are their own
 * @param maxHistory the most tokens of a history
 * @param maxTarget the most tokens that are generated after it
 */
public record LazyDecoderConfig(
    int vocabularySize,
    int beginToken,
    int itemTokens,
    int width,
    int feedForward,
    int heads,
    int decoderLayers,
    int keyValueHeads,
    int contextLayers,
    int contextSplit,
    int maxHistory,
    int maxTarget)
    implements OneRecConfig {

  /** Checks the sizes. */
  public LazyDecoderConfig {
    ConfigChecks.tokens(vocabularySize, beginToken);
    ConfigChecks.positive("itemTokens", itemTokens);
    ConfigChecks.heads(width, heads);
    ConfigChecks.positive("feedForward", feedForward);
    ConfigChecks.positive("decoderLayers", decoderLayers);
    checkArgument(
        keyValueHeads >= 1 && heads % keyValueHeads == 0,
        "keyValueHeads: expected a divisor of the %s heads, got %s",
        heads,
        keyValueHeads);
    ConfigChecks.atMost("contextLayers", contextLayers, decoderLayers);
    ConfigChecks.atMost("contextSplit", contextSplit, 2);
    ConfigChecks.positive("maxHistory", maxHistory);
    ConfigChecks.positive("maxTarget", maxTarget);
  }

  @Override
  public int headSize() {
    return width / heads;
  }

  @Override
  public ImmutableMap<String, Shape> parameterShapes() {
    Shape square = new Shape(width, width);
    Shape gain = new Shape(width);
    long context = (long) keyValueHeads * headSize();
    ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();
    OneRecNetwork.putEmbeddings(shapes, this);
    shapes.put("item.gate_up.weight", new Shape(2L * feedForward, (long) itemTokens * width));
    shapes.put("item.down.weight", new Shape(width, feedForward));
    shapes.put("context.weight", new Shape(context * contextLayers * contextSplit, width));
    for (int layer = 0; layer < contextLayers; layer++) {
      shapes.put("context." + layer + ".key.norm.weight", new Shape(context));
      if (contextSplit == 2) {
        shapes.put("context." + layer + ".value.norm.weight", new Shape(context));
      }
    }
    for (int layer = 0; layer < decoderLayers; layer++) {
      String prefix = "decoder.layers." + layer + ".";
      shapes.put(prefix + "cross.norm.weight", gain);
      shapes.put(prefix + "cross.query.weight", square);
      shapes.put(prefix + "cross.output.weight", square);
      OneRecNetwork.putAttention(shapes, prefix, width);
      OneRecNetwork.putFeedForward(shapes, prefix, width, feedForward);
    }
    OneRecNetwork.putHead(shapes, this);
    return shapes.buildOrThrow();
  }
}
