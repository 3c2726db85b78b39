package org.temper.cli.options;

import ai.djl.Device;
import java.util.Locale;
import java.util.Optional;
import org.temper.cli.training.MemoryForecast;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the device and the number format that a model is computed in. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ComputeOptions {

  @Mixin private DeviceOptions devices;

  @Option(
      names = "--precision",
      converter = PrecisionConverter.class,
      paramLabel = "FORMAT",
      defaultValue = "float32",
      description =
          "number format of products: float32, bfloat16, or auto, which tries whether products in"
              + " bfloat16 are faster here"
              + " (default: ${DEFAULT-VALUE})")
  private PrecisionChoice precision;

  @Mixin private MemoryOptions memory;

  private boolean tried;

  /**
   * The options of a decoder. Sets the engine's number of threads where one was given.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions decoder() {
    return decoder(0);
  }

  /**
   * The same, where there are copies beside the decoder.
   *
   * @param frozenCopies how many copies of its weights there are, such as a reference
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions decoder(int frozenCopies) {
    return options(devices.device(), frozenCopies);
  }

  /**
   * The options of a decoder that is so small that threads wait for one another more than they
   * compute: one thread, unless told otherwise.
   *
   * @return options
   * @throws IllegalArgumentException if the number of threads is below 1
   */
  public DecoderOptions smallDecoder() {
    return options(devices.deviceOfSmall(), 0);
  }

  /**
   * What training takes.
   *
   * @param config the decoder's shape
   * @param frozenCopies how many copies of its weights there are, such as a reference
   * @return the forecast
   * @throws IllegalArgumentException if the memory that was given does not hold the model
   */
  public MemoryForecast memory(DecoderConfig config, int frozenCopies) {
    return memory.forecast(config, decoder(frozenCopies), frozenCopies);
  }

  /** Gives back what reading models and data has left, where the memory is limited. */
  public void giveBack() {
    memory.giveBack();
  }

  /**
   * What was found out for {@code --precision auto}.
   *
   * @return a line, or none where a format was named
   */
  public Optional<String> trial() {
    return tried
        ? Optional.of(
            "precision: "
                + precision.precision().name().toLowerCase(Locale.ROOT)
                + ", in which products are fastest here")
        : Optional.empty();
  }

  private DecoderOptions options(Device device, int frozenCopies) {
    // What was tried stands for the option from here on, in what a resume compares too.
    tried = tried || precision == PrecisionChoice.AUTO;
    precision = precision.on(device);
    memory.hold();
    return DecoderOptions.defaults()
        .withDevice(device)
        .withPrecision(precision.precision())
        .withActivations(memory.activations(frozenCopies))
        .withScoringBytes(memory.scoringBytes());
  }
}
