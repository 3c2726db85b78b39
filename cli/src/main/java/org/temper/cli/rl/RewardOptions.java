package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.text.TextCodec;
import org.temper.data.PromptCompletion;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.samplers.rewards.ProgramRewards;
import org.temper.samplers.rewards.RewardClasses;
import org.temper.samplers.rewards.RewardShaping;
import org.temper.samplers.rewards.RunningNormalization;
import org.temper.samplers.rewards.VerifierRewards;
import picocli.CommandLine.Option;

/** Options for what is rewarded. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RewardOptions {
  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description =
          "what checks a completion: equation, exact, contains, number, a pattern as"
              + " match:REGEX, or a class on the class path; rewarded with 1 or 0, unless there is a"
              + " reward model, and measured on the held-out tasks in any case (default: equation for"
              + " generated tasks)")
  private @Nullable String verifier;

  @Option(
      names = "--reward-model",
      paramLabel = "DIR",
      description =
          "directory of a reward model, as the reward recipe writes it; of several, given one by one,"
              + " the mean counts")
  private List<Path> rewardModels = List.of();

  @Option(
      names = "--reward-caution",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "taken off the mean for each standard deviation between several reward models"
              + " (default: ${DEFAULT-VALUE})")
  private double rewardCaution;

  @Option(
      names = "--reward-seconds",
      paramLabel = "X",
      defaultValue = "5",
      description =
          "longest that a program may take to judge a completion, which is left out otherwise"
              + " (default: ${DEFAULT-VALUE})")
  private double rewardSeconds;

  @Option(
      names = "--reward-threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "completions that a program judges at once (default: ${DEFAULT-VALUE})")
  private int rewardThreads;

  @Option(
      names = "--clip-reward",
      paramLabel = "X",
      description = "keep shaped rewards from -X to X")
  private @Nullable Double clipReward;

  @Option(
      names = "--normalize-reward",
      description = "subtract the rewards' running mean and divide by their running deviation")
  private boolean normalizeReward;

  @Option(
      names = "--length-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "taken off the reward for each token (default: ${DEFAULT-VALUE})")
  private double lengthPenalty;

  @Option(
      names = "--overlong-buffer",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "tokens before the most of a completion in which a penalty grows to 1; 0 for none"
              + " (default: ${DEFAULT-VALUE})")
  private int overlongBuffer;

  /** Whether what judges compares with a reference answer. */
  TaskOptions.Answers answers() {
    return verifier != null && NamedVerifiers.COMPARING.contains(verifier)
        ? TaskOptions.Answers.NEEDED
        : TaskOptions.Answers.OPTIONAL;
  }

  /** Whether tasks have a verifier of their own. */
  enum Judging {
    OF_THEIR_OWN,
    AS_GIVEN
  }

  /**
   * The program that judges tasks.
   *
   * @param judging whether they have a verifier of their own, for where none is named
   * @throws IllegalArgumentException if nothing would judge them, or a class cannot be made
   */
  Optional<TrajectoryReward<PromptCompletion>> program(Judging judging, TextCodec codec) {
    boolean generated = judging == Judging.OF_THEIR_OWN;
    String name = verifier;
    if (name == null) {
      checkArgument(
          generated || !rewardModels.isEmpty(),
          "--verifier: expected one, or --reward-model, beside --data, got neither");
      return generated
          ? Optional.of(VerifierRewards.of(NamedVerifiers.EQUATION, codec))
          : Optional.empty();
    }
    return Optional.of(
        NamedVerifiers.of(name)
            .map(named -> VerifierRewards.of(named, codec))
            .orElseGet(() -> RewardClasses.reward(name, codec)));
  }

  /**
   * Opens what judges.
   *
   * @param program what checks completions, if anything
   * @param codec the policy's tokenizer
   * @param decoder how reward models compute
   * @param longest the most tokens of a completion
   * @param rows completions that a reward model judges at once
   */
  OpenRewards open(
      Optional<TrajectoryReward<PromptCompletion>> program,
      HuggingFaceCodec codec,
      DecoderOptions decoder,
      int longest,
      int rows)
      throws IOException {
    checkArgument(rewardSeconds > 0, "--reward-seconds: expected above 0, got %s", rewardSeconds);
    checkArgument(
        rewardCaution >= 0 && Double.isFinite(rewardCaution),
        "--reward-caution: expected a number from 0, got %s",
        rewardCaution);
    checkArgument(
        rewardCaution == 0 || rewardModels.size() > 1,
        "--reward-caution: expected none without several reward models, got %s",
        rewardCaution);
    Duration limit = Duration.ofMillis(Math.max(1, Math.round(1000 * rewardSeconds)));
    Optional<ProgramRewards<PromptCompletion>> guarded =
        program.map(reward -> ProgramRewards.of(reward, limit, rewardThreads));
    Optional<RunningNormalization> normalization =
        normalizeReward ? Optional.of(RunningNormalization.centered()) : Optional.empty();
    RewardShaping shaping =
        normalization.map(RewardShaping.class::cast).orElseGet(RewardShaping::identity);
    if (lengthPenalty != 0) {
      shaping = shaping.then(RewardShaping.lengthPenalty(lengthPenalty));
    }
    if (overlongBuffer != 0) {
      shaping = shaping.then(RewardShaping.overlongPenalty(longest, overlongBuffer));
    }
    if (clipReward != null) {
      shaping = shaping.then(RewardShaping.clip(-clipReward, clipReward));
    }
    return new OpenRewards(guarded, models(codec, decoder), normalization, shaping, rows);
  }

  private Optional<OpenModels> models(HuggingFaceCodec codec, DecoderOptions decoder)
      throws IOException {
    if (rewardModels.isEmpty()) {
      return Optional.empty();
    }
    OpenModels models = new OpenModels(rewardCaution);
    try {
      for (Path directory : rewardModels) {
        LanguageRewardModel opened = models.load(directory, decoder);
        checkArgument(
            opened.codec().vocabularySize() == codec.vocabularySize(),
            "--reward-model: expected the policy's vocabulary of %s ids, got %s",
            codec.vocabularySize(),
            opened.codec().vocabularySize());
      }
      return Optional.of(models);
    } catch (IOException | RuntimeException e) {
      models.close();
      throw e;
    }
  }
}
