package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.DeviceConverter;
import picocli.CommandLine.Option;

/** Options for the device that a model is computed on, and the number of threads. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      converter = DeviceConverter.class,
      description = "cpu, gpu or gpu:N; cuda means gpu (default: ${DEFAULT-VALUE})")
  private Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "threads that a CPU operation may use; 1 is fastest for the smallest models (default:"
              + " PyTorch's own choice)")
  private @Nullable Integer threads;

  /**
   * The device. Sets the engine's number of threads where one was given.
   *
   * @return where to compute
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public Device device() {
    if (threads != null) {
      checkArgument(threads >= 1, "--threads: expected at least 1, got %s", threads);
      useThreads(threads);
    }
    return device;
  }

  /**
   * The device, for a model that is so small that threads wait for one another more than they
   * compute: one thread, unless told otherwise.
   *
   * @return where to compute
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public Device deviceOfSmall() {
    if (threads == null) {
      threads = 1;
    }
    return device();
  }

  /** The engine reads this when it starts, which is when the process makes its first model. */
  private static void useThreads(int count) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(count));
  }
}
