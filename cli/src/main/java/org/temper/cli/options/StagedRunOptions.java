package org.temper.cli.options;

import java.nio.file.Path;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.models.decoder.DecoderOptions;
import picocli.CommandLine.Mixin;

/** Options of a recipe of several stages: a seed, where it writes, and how it computes. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StagedRunOptions {
  @Mixin private SeedOption seed;
  @Mixin private ResumeOption resume;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  /**
   * What decides whatever is random.
   *
   * @return the seed
   */
  public long seed() {
    return seed.value();
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
   * The options of a decoder.
   *
   * @return options
   * @throws IllegalArgumentException as {@link ComputeOptions#decoder} does
   */
  public DecoderOptions decoder() {
    return compute.decoder();
  }

  /**
   * The options of a decoder that is so small that threads wait for one another.
   *
   * @return options
   * @throws IllegalArgumentException as {@link ComputeOptions#smallDecoder} does
   */
  public DecoderOptions smallDecoder() {
    return compute.smallDecoder();
  }

  /**
   * How the recipe computes.
   *
   * @return the options
   */
  public ComputeOptions compute() {
    return compute;
  }
}
