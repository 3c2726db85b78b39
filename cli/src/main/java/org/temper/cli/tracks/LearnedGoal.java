package org.temper.cli.tracks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.rl.OpenModels;
import org.temper.cli.training.Origins;
import org.temper.data.PromptCompletion;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.samplers.rewards.ModelRewards;
import org.temper.samplers.rewards.RewardSource;

/**
 * A goal that reward models decide. A track learns from the rewards of some; others, the judges,
 * say whether an answer is better than the task's reference answer: whoever learns from a reward
 * model finds its errors too, which a judge that rewarded nothing need not share.
 */
public final class LearnedGoal implements Verifier<PromptCompletion>, Closeable {
  private static final int ROWS = 32;

  private final NamedTrack.Judged track;
  private final OpenModels rewards;
  private final OpenModels judges = new OpenModels(0);
  private final List<LanguageRewardModel> judging = new ArrayList<>();

  private LearnedGoal(NamedTrack.Judged track) {
    this.track = track;
    this.rewards = new OpenModels(track.caution());
  }

  /**
   * Opens the models.
   *
   * @param track names them
   * @param beside the directory that they are looked for in
   * @param vocabularySize of the policy
   * @param decoder how they compute
   * @throws IllegalArgumentException if one is no reward model, or one to learn from has another
   *     vocabulary
   */
  static LearnedGoal open(
      NamedTrack.Judged track, Path beside, long vocabularySize, DecoderOptions decoder)
      throws IOException {
    LearnedGoal goal = new LearnedGoal(track);
    try {
      for (String directory : track.rewardModels()) {
        long size = goal.rewards.load(beside.resolve(directory), decoder).codec().vocabularySize();
        checkArgument(
            size == vocabularySize,
            "reward_models: expected the policy's vocabulary of %s ids for %s, got %s",
            vocabularySize,
            track.name(),
            size);
      }
      for (String directory : track.judges()) {
        goal.judging.add(goal.judges.load(beside.resolve(directory), decoder));
      }
      return goal;
    } catch (IOException | RuntimeException e) {
      goal.close();
      throw e;
    }
  }

  /** What is learned from: the mean of the reward models, less their disagreement. */
  RewardSource<PromptCompletion> rewards() {
    return ModelRewards.of(rewards.judge(), ROWS);
  }

  /**
   * {@inheritDoc} It passes where the judges give it more, on the average, than the reference
   * answer. Each reads both by its own tokenizer, and as texts that have ended.
   */
  @Override
  public Verdict verify(PromptCompletion task, String completion) {
    double margin = 0;
    for (LanguageRewardModel judge : judging) {
      Optional<TokenSequence> answer = sequence(judge, task.prompt(), completion);
      Optional<TokenSequence> reference = sequence(judge, task.prompt(), task.completion());
      if (answer.isEmpty() || reference.isEmpty()) {
        return new Verdict.Unverified("expected a text that fits a judge's context");
      }
      double[] given =
          judge.model().rewards(SequenceBatch.of(List.of(answer.get(), reference.get())));
      margin += given[0] - given[1];
    }
    if (!Double.isFinite(margin)) {
      return new Verdict.Unverified("expected finite rewards, got a difference of " + margin);
    }
    return margin > 0
        ? new Verdict.Passed()
        : new Verdict.Failed("expected a better answer than the reference");
  }

  private static Optional<TokenSequence> sequence(
      LanguageRewardModel judge, String prompt, String completion) {
    return Tokenization.of(judge.codec(), judge.model().config().maxLength(), Overflow.DROP)
        .sequence(new PromptCompletion(prompt, completion))
        .example();
  }

  /** What the models are, which decides the numbers. */
  Map<String, String> identity() {
    Origins learned = numbered(Origins.none(), "reward_model", rewards.origins());
    return ImmutableMap.<String, String>builder()
        .put("caution." + track.name(), Double.toString(track.caution()))
        .putAll(numbered(learned, "judge", judges.origins()).identity())
        .buildOrThrow();
  }

  private Origins numbered(Origins origins, String role, List<Parent> models) {
    Origins all = origins;
    for (int i = 0; i < models.size(); i++) {
      all = all.withModel(role + "." + track.name() + "." + (i + 1), models.get(i));
    }
    return all;
  }

  @Override
  public void close() {
    rewards.close();
    judges.close();
  }
}
