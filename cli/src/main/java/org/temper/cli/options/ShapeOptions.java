package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Set;
import org.temper.cli.options.values.Inapplicable;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.RotaryConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The shape of a new decoder. */
public final class ShapeOptions {
  private static final String[] NAMES = {
    "--width", "--feed-forward", "--layers", "--heads", "--context"
  };

  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_BASE = 10_000;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "80",
      description = "size of a hidden state (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--feed-forward",
      paramLabel = "N",
      defaultValue = "160",
      description = "inner size of the feed-forward network (default: ${DEFAULT-VALUE})")
  private int feedForward;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "3",
      description = "number of blocks (default: ${DEFAULT-VALUE})")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "4",
      description = "attention heads, a divisor of the width (default: ${DEFAULT-VALUE})")
  private int heads;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "256",
      description = "most tokens that the model takes (default: ${DEFAULT-VALUE})")
  private int context;

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    Inapplicable.check(spec, reason, NAMES);
  }

  /**
   * A plain Llama architecture with a tied head.
   *
   * @param vocabularySize the number of token ids
   * @return the config
   * @throws IllegalArgumentException if a size is out of its range
   */
  public DecoderConfig config(long vocabularySize) {
    checkArgument(
        heads >= 1 && width % heads == 0,
        "--heads: expected a divisor of the width %s, got %s",
        width,
        heads);
    return new DecoderConfig(
        vocabularySize,
        width,
        feedForward,
        layers,
        heads,
        heads,
        width / heads,
        context,
        NORM_EPSILON,
        RotaryConfig.of(ROTARY_BASE),
        Set.of(Feature.TIED_HEAD));
  }
}
