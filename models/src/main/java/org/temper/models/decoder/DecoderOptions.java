package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;

/**
 * Settings of how a decoder runs; what it computes does not depend on them, but for rounding.
 *
 * @param device where the weights lie
 * @param precision in which number format products are computed
 * @param activations how much is held from the forward pass for the backward pass
 * @param decodingWeights what sessions decode with
 * @param scoringBytes how many bytes of logits [tokens, V] may be held from scoring to the backward
 *     pass; where they would take more they are computed again, piece by piece, and peak memory no
 *     longer depends on tokens × V; positive
 */
public record DecoderOptions(
    Device device,
    Precision precision,
    ActivationLimit activations,
    DecodingWeights decodingWeights,
    long scoringBytes) {

  /** Checks the bound, and that the device can decode with such weights. */
  public DecoderOptions {
    checkArgument(
        decodingWeights != DecodingWeights.INT8 || !device.isGpu(),
        "decodingWeights (--decoding-weights): expected trained or bfloat16 on a GPU, got int8");
    checkArgument(
        scoringBytes > 0, "scoringBytes: expected a positive number, got %s", scoringBytes);
  }

  /** In which number format products are computed. Parameters and gradients are float32 always. */
  public enum Precision {
    /** Everything in float32. */
    FLOAT32,
    /**
     * Matrix products and attention in bfloat16, and what is held of them; sums over a layer's
     * states, norms, the loss, weights and gradients in float32. As it is fast on GPUs and on
     * processors that multiply bfloat16 (avx512_bf16, AMX), and slow on others.
     */
    BFLOAT16;

    /**
     * The format in which products are fastest on a device, tried once for each.
     *
     * @param device where products are computed
     * @return bfloat16 where it is faster by a quarter at least, float32 otherwise
     */
    public static Precision fastest(Device device) {
      return PrecisionTrial.fastest(device);
    }
  }

  /**
   * The weights that sessions decode with. Training and scoring have their own in any case. The
   * log-probabilities that come with sampled tokens are those of the weights that sampled them, so
   * that importance weights (old policy over sampler) correct for the difference.
   */
  public enum DecodingWeights {
    /** As they are trained, in the format of {@link Precision}. */
    TRAINED,
    /** In bfloat16, with products in it too, and on a GPU attention and caches. */
    BFLOAT16,
    /**
     * In 8 bits: each run of 192 outputs of one input of a matrix (128 or 64 where those divide its
     * outputs and 192 does not; all outputs where a matrix has fewer than 2¹⁵ elements) has a
     * float32 scale and offset of its own, which its least and greatest weights decide. Sums are
     * float32. A session of one row reads a third of the memory for it and is faster by that; one
     * of more rows computes with the same rounded weights at the speed of trained ones. Not on a
     * GPU.
     */
    INT8
  }

  /**
   * Float32 on the CPU, sessions too, activations kept, log-probability tables up to 512 MiB held.
   *
   * @return the defaults
   */
  public static DecoderOptions defaults() {
    return new DecoderOptions(
        Device.cpu(),
        Precision.FLOAT32,
        ActivationLimit.none(),
        DecodingWeights.TRAINED,
        512L << 20);
  }

  /**
   * These options on another device.
   *
   * @param device where the weights lie
   * @return new options
   */
  public DecoderOptions withDevice(Device device) {
    return new DecoderOptions(device, precision, activations, decodingWeights, scoringBytes);
  }

  /**
   * These options with another number format.
   *
   * @param precision the format of products
   * @return new options
   */
  public DecoderOptions withPrecision(Precision precision) {
    return new DecoderOptions(device, precision, activations, decodingWeights, scoringBytes);
  }

  /**
   * These options with another limit on what is held for the backward pass.
   *
   * @param activations the limit
   * @return new options
   */
  public DecoderOptions withActivations(ActivationLimit activations) {
    return new DecoderOptions(device, precision, activations, decodingWeights, scoringBytes);
  }

  /**
   * These options with other weights to decode with.
   *
   * @param decodingWeights what sessions decode with
   * @return new options
   */
  public DecoderOptions withDecodingWeights(DecodingWeights decodingWeights) {
    return new DecoderOptions(device, precision, activations, decodingWeights, scoringBytes);
  }

  /**
   * These options with another bound on logits.
   *
   * @param scoringBytes the bound, positive
   * @return new options
   */
  public DecoderOptions withScoringBytes(long scoringBytes) {
    return new DecoderOptions(device, precision, activations, decodingWeights, scoringBytes);
  }

  /** The bytes of a logit that is held from scoring to the backward pass. */
  public int logitBytes() {
    return precision == Precision.BFLOAT16 ? Short.BYTES : Float.BYTES;
  }
}
