package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.rollouts.DynamicSampling;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.text.TextCodec;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.training.Completions;
import org.temper.cli.training.MemoryForecast;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardShaping;
import picocli.CommandLine.Option;

/** Options for what an iteration plays. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RolloutOptions {
  private static final int USUAL_ROWS = 256;
  private static final int MANY_PROMPTS = 32;
  private static final int FEW_PROMPTS = 8;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "40",
      description = "rounds of sampling and learning (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      description =
          "prompts of an iteration (default: 32; 8 for models of more than 10 million parameters)")
  private @Nullable Integer prompts;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "8",
      description = "completions of each prompt (default: ${DEFAULT-VALUE})")
  private int groupSize;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description =
          "most tokens of a completion, or of an action in an environment (default: 16 for generated"
              + " tasks; 256 with --data, and at most half of what the model takes; 64 with"
              + " --environment, and at most what leaves it as much again)")
  private @Nullable Integer maxNewTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "what logits are divided by when sampling (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "completions decoded at once (default: by the model's size and the machine's memory, at most"
              + " "
              + USUAL_ROWS
              + ")")
  private @Nullable Integer rows;

  @Option(
      names = "--sampling-rounds",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "dynamic sampling: drop groups whose rewards do not differ and sample others, in at most so"
              + " many rounds; 0 keeps all (default: ${DEFAULT-VALUE})")
  private int samplingRounds;

  int iterations() {
    checkArgument(iterations >= 1, "--iterations: expected at least 1, got %s", iterations);
    return iterations;
  }

  /**
   * The most tokens that the policy says at once.
   *
   * @param usual what they are where nothing was given
   */
  int maxNewTokens(int usual) {
    checkArgument(
        maxNewTokens == null || maxNewTokens >= 1,
        "--max-new-tokens: expected at least 1, got %s",
        maxNewTokens);
    return maxNewTokens == null ? usual : maxNewTokens;
  }

  int groupSize() {
    return groupSize;
  }

  /** Completions of an iteration. */
  int completions(long parameters) {
    return OptionLimits.product(
        "--prompts × --group-size", OptionLimits.COMPLETIONS, prompts(parameters), groupSize);
  }

  /** Prompts of an iteration. */
  int prompts(long parameters) {
    if (prompts != null) {
      return prompts;
    }
    return parameters <= Completions.QUICK_PARAMETERS ? MANY_PROMPTS : FEW_PROMPTS;
  }

  /** Sampling with so many tokens, and with as many rows at once as memory allows. */
  SamplingConfig sampling(TextCodec codec, int newTokens, MemoryForecast memory, int longest) {
    checkArgument(temperature > 0, "--temperature: expected above 0, got %s", temperature);
    return SamplingConfig.defaults()
        .withTemperature(temperature)
        .withMaxNewTokens(newTokens)
        .withMaxRows(rows == null ? memory.decodedRows(longest, USUAL_ROWS) : rows)
        .withStopTokens(ImmutableSet.copyOf(codec.endTokens()));
  }

  RolloutConfig config(long parameters, RewardShaping shaping, GreedyBaseline greedy) {
    return new RolloutConfig(
        prompts(parameters),
        groupSize,
        shaping,
        samplingRounds == 0 ? DynamicSampling.off() : DynamicSampling.upTo(samplingRounds),
        greedy);
  }
}
