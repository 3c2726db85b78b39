package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.text.TextCodec;

/**
 * Settings of sampling: how tokens are chosen and when a completion stops. What is set acts in this
 * order: repetition penalty, temperature, top-k, top-p, min-p; that of the Hugging Face
 * transformers library.
 *
 * @param temperature what logits are divided by; 0 always takes the most probable token
 * @param topK how many of the most probable tokens stay, those that tie with the last of them
 *     included; 0 for all
 * @param topP the probability that the smallest set of most probable tokens must reach to stay, in
 *     (0, 1]; 1 for all tokens. Holtzman et al. 2020, The Curious Case of Neural Text Degeneration,
 *     equation 2
 * @param minP the share of the largest probability that a token must reach to stay, in [0, 1]; 0
 *     for all tokens. Nguyen et al. 2024, Turning Up the Heat: Min-p Sampling
 * @param repetitionPenalty what a positive logit of a token that the row holds already is divided
 *     by, and a negative one multiplied by; from 1e-6 to 1e6, 1 for no penalty. Keskar et al. 2019,
 *     CTRL, section 4.1
 * @param maxNewTokens the most tokens of a completion, at least 0
 * @param stopTokens tokens that end a completion, and belong to it; where nothing is said, the end
 *     tokens of the sampler's codec
 * @param stopStrings text that ends a completion as soon as the completion contains it; the tokens
 *     that complete it belong to the completion
 * @param maxRows the most rows that are decoded at once, at least 1: a limit on memory, which does
 *     not change what is drawn
 */
public record SamplingConfig(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    int maxNewTokens,
    Optional<ImmutableSet<Long>> stopTokens,
    ImmutableList<String> stopStrings,
    int maxRows) {

  private static final int DEFAULT_MAX_NEW_TOKENS = 128;
  private static final int DEFAULT_MAX_ROWS = 64;

  /** A penalty that leaves logits of any use finite. */
  private static final double MOST_PENALTY = 1e6;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range, or a truncation is set at
   *     temperature 0, where it would change nothing
   */
  public SamplingConfig {
    checkArgument(
        temperature >= 0 && Double.isFinite(temperature),
        "temperature: expected a number of at least 0, got %s",
        temperature);
    checkArgument(topK >= 0, "topK: expected at least 0, got %s", topK);
    checkArgument(topP > 0 && topP <= 1, "topP: expected a number in (0, 1], got %s", topP);
    checkArgument(minP >= 0 && minP <= 1, "minP: expected a number in [0, 1], got %s", minP);
    checkArgument(
        repetitionPenalty >= 1 / MOST_PENALTY && repetitionPenalty <= MOST_PENALTY,
        "repetitionPenalty: expected a number from 1e-6 to 1e6, got %s",
        repetitionPenalty);
    checkArgument(maxNewTokens >= 0, "maxNewTokens: expected at least 0, got %s", maxNewTokens);
    for (long token : stopTokens.orElse(ImmutableSet.of())) {
      checkArgument(token >= 0, "stopTokens: expected ids of at least 0, got %s", token);
    }
    for (String string : stopStrings) {
      checkArgument(!string.isEmpty(), "stopStrings: expected text, got an empty string");
    }
    checkArgument(maxRows >= 1, "maxRows: expected at least 1, got %s", maxRows);
    if (temperature == 0) {
      checkArgument(topK == 0, "topK: expected 0 at temperature 0, got %s", topK);
      checkArgument(topP == 1, "topP: expected 1 at temperature 0, got %s", topP);
      checkArgument(minP == 0, "minP: expected 0 at temperature 0, got %s", minP);
    }
  }

  /**
   * Always the most probable token.
   *
   * @param maxNewTokens the most tokens of a completion, at least 0
   * @return temperature 0, no penalty, the end tokens of the sampler's codec as stops
   */
  public static SamplingConfig greedy(int maxNewTokens) {
    return defaults().withTemperature(0).withMaxNewTokens(maxNewTokens);
  }

  /**
   * Draws from the policy as it is.
   *
   * @return temperature 1, no truncation, no penalty, the end tokens of the sampler's codec as
   *     stops, at most 128 new tokens, 64 rows at once
   */
  public static SamplingConfig defaults() {
    return new SamplingConfig(
        1,
        0,
        1,
        0,
        1,
        DEFAULT_MAX_NEW_TOKENS,
        Optional.empty(),
        ImmutableList.of(),
        DEFAULT_MAX_ROWS);
  }

  /**
   * This configuration with the most probable token always taken: temperature 0 and no truncation;
   * penalty, limits and stops as they are.
   *
   * @return a new configuration
   */
  public SamplingConfig asGreedy() {
    return withTopK(0).withTopP(1).withMinP(0).withTemperature(0);
  }

  /**
   * This configuration at another temperature.
   *
   * @param value at least 0; 0 only where nothing truncates the distribution
   * @return a new configuration
   */
  public SamplingConfig withTemperature(double value) {
    return new SamplingConfig(
        value, topK, topP, minP, repetitionPenalty, maxNewTokens, stopTokens, stopStrings, maxRows);
  }

  /**
   * This configuration with another top-k.
   *
   * @param value at least 0
   * @return a new configuration
   */
  public SamplingConfig withTopK(int value) {
    return truncating(value, topP, minP);
  }

  /**
   * This configuration with another top-p.
   *
   * @param value in (0, 1]
   * @return a new configuration
   */
  public SamplingConfig withTopP(double value) {
    return truncating(topK, value, minP);
  }

  /**
   * This configuration with another min-p.
   *
   * @param value in [0, 1]
   * @return a new configuration
   */
  public SamplingConfig withMinP(double value) {
    return truncating(topK, topP, value);
  }

  /**
   * This configuration with another repetition penalty.
   *
   * @param value from 1e-6 to 1e6
   * @return a new configuration
   */
  public SamplingConfig withRepetitionPenalty(double value) {
    return new SamplingConfig(
        temperature, topK, topP, minP, value, maxNewTokens, stopTokens, stopStrings, maxRows);
  }

  /**
   * This configuration with another limit on a completion.
   *
   * @param value at least 0
   * @return a new configuration
   */
  public SamplingConfig withMaxNewTokens(int value) {
    return limiting(value, maxRows);
  }

  /**
   * This configuration with other stop tokens than the codec's {@link TextCodec#endTokens()}.
   *
   * @param values ids of at least 0; none to go on to the limit
   * @return a new configuration
   */
  public SamplingConfig withStopTokens(Collection<Long> values) {
    return stopping(Optional.of(ImmutableSet.copyOf(values)), stopStrings);
  }

  /**
   * This configuration with other stop strings.
   *
   * @param values text, none of it empty
   * @return a new configuration
   */
  public SamplingConfig withStopStrings(Collection<String> values) {
    return stopping(stopTokens, ImmutableList.copyOf(values));
  }

  /** This configuration with the end tokens of a codec as stops, where nothing else is said. */
  SamplingConfig stoppingAt(@Nullable TextCodec codec) {
    return codec == null || stopTokens.isPresent() ? this : withStopTokens(codec.endTokens());
  }

  /**
   * This configuration with another limit on rows decoded at once.
   *
   * @param value at least 1
   * @return a new configuration
   */
  public SamplingConfig withMaxRows(int value) {
    return limiting(maxNewTokens, value);
  }

  private SamplingConfig truncating(int k, double p, double least) {
    return new SamplingConfig(
        temperature,
        k,
        p,
        least,
        repetitionPenalty,
        maxNewTokens,
        stopTokens,
        stopStrings,
        maxRows);
  }

  private SamplingConfig limiting(int tokens, int rows) {
    return new SamplingConfig(
        temperature, topK, topP, minP, repetitionPenalty, tokens, stopTokens, stopStrings, rows);
  }

  private SamplingConfig stopping(
      Optional<ImmutableSet<Long>> tokens, ImmutableList<String> strings) {
    return new SamplingConfig(
        temperature, topK, topP, minP, repetitionPenalty, maxNewTokens, tokens, strings, maxRows);
  }
}
