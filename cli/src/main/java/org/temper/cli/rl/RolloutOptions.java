package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import org.temper.algorithms.rollouts.DynamicSampling;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.api.TextCodec;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.RewardShaping;
import picocli.CommandLine.Option;

/** Options for what an iteration plays. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RolloutOptions {

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "40",
      description = "rounds of sampling and learning (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "32",
      description = "prompts of an iteration (default: ${DEFAULT-VALUE})")
  private int prompts;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "8",
      description = "completions of each prompt (default: ${DEFAULT-VALUE})")
  private int groupSize;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "16",
      description = "most tokens of a completion (default: ${DEFAULT-VALUE})")
  private int maxNewTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "what logits are divided by when sampling (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "256",
      description = "completions decoded at once (default: ${DEFAULT-VALUE})")
  private int rows;

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

  int maxNewTokens() {
    return maxNewTokens;
  }

  SamplingConfig sampling(TextCodec codec) {
    checkArgument(temperature > 0, "--temperature: expected above 0, got %s", temperature);
    return SamplingConfig.defaults()
        .withTemperature(temperature)
        .withMaxNewTokens(maxNewTokens)
        .withMaxRows(rows)
        .withStopTokens(ImmutableSet.copyOf(codec.endTokens()));
  }

  RolloutConfig config(RewardShaping shaping, GreedyBaseline greedy) {
    return new RolloutConfig(
        prompts,
        groupSize,
        shaping,
        samplingRounds == 0 ? DynamicSampling.off() : DynamicSampling.upTo(samplingRounds),
        greedy);
  }
}
