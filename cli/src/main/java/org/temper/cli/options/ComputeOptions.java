package org.temper.cli.options;

import ai.djl.Device;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderOptions.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the device and the number format that a model is computed in. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ComputeOptions {

  @Mixin private DeviceOptions devices;

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      defaultValue = "float32",
      description =
          "number format of products: ${COMPLETION-CANDIDATES}; bfloat16 is meant for GPUs"
              + " (default: ${DEFAULT-VALUE})")
  private Precision precision;

  @Option(
      names = "--activations",
      paramLabel = "HOW",
      defaultValue = "kept",
      description =
          "what the forward pass holds for the backward pass: ${COMPLETION-CANDIDATES}; recomputed"
              + " takes less memory and a third more time (default: ${DEFAULT-VALUE})")
  private Activations activations;

  /**
   * The options of a decoder. Sets the engine's number of threads where one was given.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions decoder() {
    return options(devices.device());
  }

  /**
   * The options of a decoder that is so small that threads wait for one another more than they
   * compute: one thread, unless told otherwise.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions smallDecoder() {
    return options(devices.deviceOfSmall());
  }

  /**
   * What the forward pass holds.
   *
   * @return as it was given
   */
  public ActivationLimit activations() {
    return activations == Activations.KEPT ? ActivationLimit.none() : ActivationLimit.of(0);
  }

  private DecoderOptions options(Device device) {
    return DecoderOptions.defaults()
        .withDevice(device)
        .withPrecision(precision)
        .withActivations(activations());
  }

  /** What the forward pass holds for the backward pass. */
  private enum Activations {
    KEPT,
    RECOMPUTED
  }
}
