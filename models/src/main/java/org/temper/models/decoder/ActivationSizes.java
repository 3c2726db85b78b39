package org.temper.models.decoder;

import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import org.temper.models.decoder.DecoderConfig.Feature;

/**
 * The bytes of activations that a token of a decoder takes from the forward pass to the backward
 * pass.
 *
 * @param layers how many layers there are
 * @param input of a layer that is computed again: its input
 * @param whole of a layer that is not, its input included
 * @param rows of that, what lies in rows for attention, where tokens that rows share stand in each
 * @param graph of a layer in libtorch's graph
 */
public record ActivationSizes(int layers, long input, long whole, long rows, long graph) {

  /**
   * Those of a decoder.
   *
   * @param config its shape
   * @param precision the format of products
   * @return the sizes
   */
  public static ActivationSizes of(DecoderConfig config, DecoderOptions.Precision precision) {
    long product = precision == DecoderOptions.Precision.BFLOAT16 ? Short.BYTES : Float.BYTES;
    long query = (long) config.heads() * config.headSize();
    long keyValue = (long) config.keyValueHeads() * config.headSize();
    long state = (long) Float.BYTES * config.width();
    long raw = config.has(Feature.QUERY_KEY_NORM) ? Float.BYTES * (query + keyValue) : 0;
    long rows = product * (query + 2 * keyValue);
    long products = rows + product * (query + 2L * config.feedForwardWidth());
    long graph = Float.BYTES * (8L * config.width() + 4L * config.feedForwardWidth());
    return new ActivationSizes(config.layers(), state, 2 * state + raw + products, rows, graph);
  }

  /**
   * How many layers can be held whole of a batch whose rows have a token in each cell.
   *
   * @param tokens tokens of the batch
   * @param bytes how much may be held
   * @return from none to all
   */
  public int wholeLayers(long tokens, long bytes) {
    return wholeLayers(tokens, tokens, bytes);
  }

  /** How many of a batch whose rows have other than one cell for each token. */
  int wholeLayers(long tokens, long cells, long bytes) {
    long each = (whole - rows - input) * tokens + rows * cells;
    long most = (bytes - layers * input * tokens) / each;
    return Ints.saturatedCast(Longs.constrainToRange(most, 0, layers));
  }

  /**
   * What is held of a batch.
   *
   * @param tokens its tokens
   * @param bytes how much may be held
   * @return bytes; more than may be held where the layers' inputs alone are
   */
  public long held(long tokens, long bytes) {
    return tokens * (layers * input + wholeLayers(tokens, bytes) * (whole - input));
  }

  /** What libtorch's graph holds of a batch. */
  long ofGraph(long tokens) {
    return tokens * layers * graph;
  }
}
