package org.temper.examples.options;

import ai.djl.Device;
import org.temper.models.DecoderOptions;
import org.temper.models.DecoderOptions.Activations;
import org.temper.models.DecoderOptions.Precision;
import picocli.CommandLine.Option;

/** Where and in which number format a model is computed. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ComputeOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      converter = DeviceConverter.class,
      description = "cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
  private Device device;

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
   * The options of a decoder.
   *
   * @return options
   */
  public DecoderOptions decoder() {
    return DecoderOptions.defaults()
        .withDevice(device)
        .withPrecision(precision)
        .withActivations(activations);
  }
}
