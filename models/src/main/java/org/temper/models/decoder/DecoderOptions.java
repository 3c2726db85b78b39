package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;

/**
 * Settings of how a decoder runs; what it computes does not depend on them, but for rounding.
 *
 * @param device where the weights lie
 * @param precision in which number format products are computed
 * @param activations what is held from the forward pass for the backward pass
 * @param scoringBytes how many bytes of log-probability tables [tokens, V] may be held from scoring
 *     to the backward pass; where they would take more they are computed again, chunk by chunk, and
 *     peak memory no longer depends on tokens × V; positive
 */
public record DecoderOptions(
    Device device, Precision precision, Activations activations, long scoringBytes) {

  /** Checks the bound. */
  public DecoderOptions {
    checkArgument(
        scoringBytes > 0, "scoringBytes: expected a positive number, got %s", scoringBytes);
  }

  /** In which number format products are computed. Parameters and gradients are float32 always. */
  public enum Precision {
    /** Everything in float32. */
    FLOAT32,
    /** Matrix products and attention in bfloat16, the rest in float32; meant for GPUs. */
    BFLOAT16
  }

  /** What is held from the forward pass for the backward pass. */
  public enum Activations {
    /** Everything: fastest. */
    KEPT,
    /** Each layer's input alone; the layer is computed again: about a third more time. */
    RECOMPUTED
  }

  /**
   * Float32 on the CPU, activations kept, log-probability tables up to 256 MiB held.
   *
   * @return the defaults
   */
  public static DecoderOptions defaults() {
    return new DecoderOptions(Device.cpu(), Precision.FLOAT32, Activations.KEPT, 256L << 20);
  }

  /**
   * These options on another device.
   *
   * @param device where the weights lie
   * @return new options
   */
  public DecoderOptions withDevice(Device device) {
    return new DecoderOptions(device, precision, activations, scoringBytes);
  }

  /**
   * These options with another number format.
   *
   * @param precision the format of products
   * @return new options
   */
  public DecoderOptions withPrecision(Precision precision) {
    return new DecoderOptions(device, precision, activations, scoringBytes);
  }

  /**
   * These options with another choice of what is held.
   *
   * @param activations what is held for the backward pass
   * @return new options
   */
  public DecoderOptions withActivations(Activations activations) {
    return new DecoderOptions(device, precision, activations, scoringBytes);
  }

  /**
   * These options with another bound on log-probability tables.
   *
   * @param scoringBytes the bound, positive
   * @return new options
   */
  public DecoderOptions withScoringBytes(long scoringBytes) {
    return new DecoderOptions(device, precision, activations, scoringBytes);
  }
}
