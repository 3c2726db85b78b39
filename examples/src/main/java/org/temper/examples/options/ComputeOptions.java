package org.temper.examples.options;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "threads that a CPU operation may use; 1 is fastest for the smallest models (default:"
              + " PyTorch's own choice)")
  private @Nullable Integer threads;

  /**
   * The options of a decoder. Sets the engine's number of threads where one was given.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions decoder() {
    if (threads != null) {
      checkArgument(threads >= 1, "--threads: expected at least 1, got %s", threads);
      useThreads(threads);
    }
    return DecoderOptions.defaults()
        .withDevice(device)
        .withPrecision(precision)
        .withActivations(activations);
  }

  /**
   * The options of a decoder that is so small that threads wait for one another more than they
   * compute: one thread, unless told otherwise.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions smallDecoder() {
    if (threads == null) {
      useThreads(1);
    }
    return decoder();
  }

  /** The engine reads this when it starts, which is when the process makes its first model. */
  private static void useThreads(int count) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(count));
  }
}
