package org.temper.cli.recommenders;

import ai.djl.Device;
import java.nio.file.Path;
import org.temper.cli.options.DeviceOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.ResumeOption;
import org.temper.cli.training.TrainingSettings.Start;
import picocli.CommandLine.Mixin;

/** Options of a comparison of recommenders: where it writes, and what computes. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ComparisonRunOptions {
  @Mixin private OutputOptions output;
  @Mixin private ResumeOption resume;
  @Mixin private DeviceOptions device;

  /**
   * The directory to write into; nothing is written yet.
   *
   * @param recipe the recipe's name
   * @return a path that is no file
   * @throws IllegalArgumentException as {@link OutputOptions#directory} does
   */
  public Path directory(String recipe) {
    return output.directory(recipe, start());
  }

  /**
   * Whether an earlier run is to go on.
   *
   * @return how the run starts
   */
  public Start start() {
    return resume.start();
  }

  /**
   * What computes.
   *
   * @return the device, with as many threads as small models make use of
   */
  public Device device() {
    return device.deviceOfSmall();
  }
}
