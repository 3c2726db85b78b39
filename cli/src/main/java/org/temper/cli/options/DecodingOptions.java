package org.temper.cli.options;

import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderOptions.DecodingWeights;
import picocli.CommandLine.Option;

/** The option for the weights that text is generated with. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class DecodingOptions {

  @Option(
      names = "--decoding-weights",
      paramLabel = "FORMAT",
      defaultValue = "trained",
      description =
          "weights that tokens are chosen by: ${COMPLETION-CANDIDATES}; with smaller ones a CPU"
              + " generates single rows faster (default: ${DEFAULT-VALUE})")
  private DecodingWeights weights;

  /**
   * A decoder's options with these weights.
   *
   * @param options how it is computed otherwise
   * @return new options
   */
  public DecoderOptions of(DecoderOptions options) {
    return options.withDecodingWeights(weights);
  }
}
