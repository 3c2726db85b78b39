package org.temper.models;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.models.DecoderConfig.Feature;
import org.temper.models.kernel.Kernel;

/**
 * The compiled functions of one architecture.
 *
 * @param trunk {@code decoder.py}
 * @param head {@code head.py}
 */
record DecoderKernels(Kernel trunk, Kernel head) implements AutoCloseable {

  static DecoderKernels compile(NDManager manager, DecoderConfig config, DecoderOptions options) {
    int bias = config.has(Feature.QUERY_KEY_VALUE_BIAS) ? 1 : 0;
    int norm = config.has(Feature.QUERY_KEY_NORM) ? 2 : 0;
    boolean grouped = config.heads() != config.keyValueHeads();
    // The processor's fused attention takes no groups; asked for them, libtorch holds [T, T]
    // weights.
    boolean repeated = grouped && !options.device().isGpu();
    boolean bfloat16 = options.precision() == DecoderOptions.Precision.BFLOAT16;
    Map<String, Object> constants =
        ImmutableMap.<String, Object>builder()
            .put("bfloat16", bfloat16)
            .put("bias", bias == 1)
            .put("cacheType", bfloat16 ? 15 : 6)
            .put("epsilon", config.normEpsilon())
            .put("grouped", grouped && !repeated)
            .put("groups", config.heads() / config.keyValueHeads())
            .put("heads", config.heads())
            .put("headSize", config.headSize())
            .put("keyValueHeads", config.keyValueHeads())
            .put("output", 4 + 3 * bias + norm)
            .put("queryKeyNorm", norm > 0)
            .put("queryWidth", config.heads() * config.headSize())
            .put("repeated", repeated)
            .put("sessionOutput", 2 + bias + norm)
            .put("sessionSize", 6 + bias + norm)
            .buildOrThrow();
    return new DecoderKernels(
        Kernel.compile(manager, DecoderKernels.class, "decoder.py", constants),
        Kernel.compile(manager, DecoderKernels.class, "head.py", constants));
  }

  @Override
  public void close() {
    trunk.close();
    head.close();
  }
}
