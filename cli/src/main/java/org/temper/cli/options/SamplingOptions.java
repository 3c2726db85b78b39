package org.temper.cli.options;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.GenerationDefaults.Decoding;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Option;

/**
 * Options for how tokens are chosen; what is not given is as the model's authors say, where they
 * do.
 */
public final class SamplingOptions {
  private static final int MAX_NEW_TOKENS = 64;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "what logits are divided by; 0 always takes the likeliest token (default: 1)")
  private @Nullable Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "draw from the K likeliest tokens; 0 for all (default: 0)")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "draw from the likeliest tokens that reach probability P (default: 1)")
  private @Nullable Double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "draw from tokens at least P times as likely as the likeliest (default: 0)")
  private @Nullable Double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description = "above 1, makes tokens that were there before less likely (default: 1)")
  private @Nullable Double repetitionPenalty;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "most tokens of a completion (default: " + MAX_NEW_TOKENS + "; chat: 512)")
  private @Nullable Integer maxNewTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description =
          "text, or a special token's, that ends a completion; may be given several times")
  private List<String> stop = List.of();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "64",
      description = "completions decoded at once (default: ${DEFAULT-VALUE})")
  private int rows;

  /**
   * The configuration of a sampler.
   *
   * @param defaults what the model's authors say
   * @param endTokens tokens that end a completion
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingConfig config(GenerationDefaults defaults, Set<Long> endTokens) {
    return config(defaults, endTokens, MAX_NEW_TOKENS);
  }

  /**
   * The configuration of a sampler.
   *
   * @param defaults what the model's authors say
   * @param endTokens tokens that end a completion
   * @param usualTokens most tokens of a completion where nothing is said
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingConfig config(GenerationDefaults defaults, Set<Long> endTokens, int usualTokens) {
    boolean greedy = defaults.decoding().filter(Decoding.GREEDY::equals).isPresent();
    double heat = orElse(temperature, greedy ? 0 : defaults.temperature().orElse(1));
    // What the authors say of truncation is meant for draws, and does not apply to greedy decoding.
    boolean draws = heat > 0;
    try {
      return config(defaults, endTokens, usualTokens, heat, draws);
    } catch (IllegalArgumentException e) {
      throw defaults.equals(GenerationDefaults.none())
          ? e
          : new IllegalArgumentException(
              e.getMessage() + "; what no option says is of generation_config.json", e);
    }
  }

  private SamplingConfig config(
      GenerationDefaults defaults,
      Set<Long> endTokens,
      int usualTokens,
      double heat,
      boolean draws) {
    return new SamplingConfig(
        heat,
        orElse(topK, draws ? defaults.topK().orElse(0) : 0),
        orElse(topP, draws ? defaults.topP().orElse(1) : 1),
        orElse(minP, draws ? defaults.minP().orElse(0) : 0),
        orElse(repetitionPenalty, defaults.repetitionPenalty().orElse(1)),
        orElse(maxNewTokens, defaults.maxNewTokens().orElse(usualTokens)),
        Optional.of(ImmutableSet.copyOf(endTokens)),
        ImmutableList.copyOf(stop),
        rows);
  }

  private static double orElse(@Nullable Double given, double other) {
    return given == null ? other : given;
  }

  private static int orElse(@Nullable Integer given, int other) {
    return given == null ? other : given;
  }
}
