package org.temper.models.decoder;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions.DecodingWeights;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;
import org.temper.models.scoring.HeadScores;

/**
 * The compiled functions of one architecture.
 *
 * @param trunk {@code decoder.py}
 * @param head {@code head.py}
 * @param sessions {@code session.py}
 */
record DecoderKernels(Kernel trunk, Kernel head, SessionKernels sessions) implements AutoCloseable {

  /** What attention's weights that are computed at once take. */
  private static final int ATTENTION_BYTES = 4 << 20;

  static DecoderKernels compile(NDManager manager, DecoderConfig config, DecoderOptions options) {
    boolean bfloat16 = options.precision() == DecoderOptions.Precision.BFLOAT16;
    int size = ATTENTION_BYTES / (bfloat16 ? Short.BYTES : Float.BYTES);
    return compile(manager, config, options, size, products(options.device(), bfloat16));
  }

  /** The functions that compute another number of attention's weights at once, and multiply so. */
  static DecoderKernels compile(
      NDManager manager,
      DecoderConfig config,
      DecoderOptions options,
      int attentionSize,
      Products products) {
    int bias = config.has(Feature.QUERY_KEY_VALUE_BIAS) ? 1 : 0;
    int norm = config.has(Feature.QUERY_KEY_NORM) ? 2 : 0;
    boolean grouped = config.heads() != config.keyValueHeads();
    // The processor's fused attention takes no groups; asked for them, libtorch holds [T, T]
    // weights.
    // Nor does attention under a mask, which windows need, on a GPU.
    boolean repeated = grouped && (!options.device().isGpu() || config.window().isPresent());
    double attentionFactor = config.rotary().attentionFactor();
    boolean bfloat16 = options.precision() == DecoderOptions.Precision.BFLOAT16;
    Map<String, Object> constants =
        ImmutableMap.<String, Object>builder()
            .put("attentionFactor", attentionFactor)
            .put("attentionSize", attentionSize)
            .put("bias", bias == 1)
            .put("epsilon", config.normEpsilon())
            .put("grouped", grouped && !repeated)
            .put("groups", config.heads() / config.keyValueHeads())
            .put("heads", config.heads())
            .put("headSize", config.headSize())
            .put("leastLength", Math.sqrt(config.width() * config.normEpsilon()))
            .put("keyValueHeads", config.keyValueHeads())
            .put("nearSize", HeadScores.nearSize(options.device()))
            .put("output", 4 + 3 * bias + norm)
            .put("queryKeyNorm", norm > 0)
            .put("queryWidth", config.heads() * config.headSize())
            .put("repeated", repeated)
            // What is saved of a layer before its heads.
            .put("savedHeads", norm > 0 ? 2 : 1)
            .put("rootWidth", Math.sqrt(config.width()))
            .put("scale", 1 / Math.sqrt(config.headSize()))
            .put("sharpened", attentionFactor != 1)
            .put("sessionOutput", 1 + bias + norm)
            .put("sessionSize", 4 + bias + norm)
            // Up to it, a product with one token is bound by the call.
            .put("wholeSize", 1L << 15)
            .put("feedForwardWidth", config.feedForwardWidth())
            .put("width", config.width())
            .put("window", config.window().map(SlidingWindow::size).orElse(0))
            .put("windowed", config.window().isPresent())
            // Of each layer, 0 where it has none.
            .put(
                "windows",
                IntStream.range(0, config.layers()).map(config::windowSize).boxed().toList())
            .buildOrThrow();
    Map<String, Object> trained = withProducts(constants, products, options.device(), bfloat16);
    DecodingWeights decoding = options.decodingWeights();
    boolean half = decoding == DecodingWeights.BFLOAT16;
    // Written out for the processor alone: a GPU has its own attention, and is not waited for.
    List<String> trunk =
        options.device().isGpu() ? List.of("decoder.py") : List.of("decoder.py", "layer.py");
    return new DecoderKernels(
        Kernel.compile(manager, DecoderKernels.class, trunk, trained),
        Kernel.compile(manager, HeadScores.class, List.of("head.py"), trained),
        new SessionKernels(
            manager,
            ImmutableMap.<String, Object>builder()
                .putAll(
                    decoding == DecodingWeights.TRAINED
                        ? trained
                        : withProducts(
                            constants, products(options.device(), half), options.device(), half))
                .put("blockSizes", blockSizes(options))
                .put("int8", decoding == DecodingWeights.INT8)
                .buildOrThrow()));
  }

  /**
   * Outputs of a block, of which the first is taken that divides the outputs of a matrix: two cache
   * lines to a row of float32, more where a number takes less, as what there is to a row besides
   * (an index, a copy of the token, of 8 bits a scale and an offset) counts for more. The sums of
   * 192 fit the processor's registers.
   */
  private static List<Integer> blockSizes(DecoderOptions options) {
    boolean whole =
        options.decodingWeights() == DecodingWeights.TRAINED
            && options.precision() == DecoderOptions.Precision.FLOAT32;
    return whole ? List.of(32) : List.of(192, 128, 64);
  }

  private static Products products(Device device, boolean bfloat16) {
    return bfloat16 ? Products.ofBfloat16(device) : Products.on(device);
  }

  private static ImmutableMap<String, Object> withProducts(
      Map<String, Object> constants, Products products, Device device, boolean bfloat16) {
    return ImmutableMap.<String, Object>builder()
        .putAll(constants)
        .put("bfloat16", bfloat16)
        .put("blocked", products.blocked())
        .put("productType", bfloat16 ? 15 : 6)
        // The processor's products of bfloat16 would copy what they use of a cache each time.
        .put("storeType", bfloat16 && device.isGpu() ? 15 : 6)
        .put("halfCaches", bfloat16 && device.isGpu())
        .put("pack", products.pack())
        .put("packedSize", products.packedSize())
        .put("product", products.product())
        .put("turned", products.turned())
        .buildOrThrow();
  }

  @Override
  public void close() {
    trunk.close();
    head.close();
    sessions.close();
  }
}
