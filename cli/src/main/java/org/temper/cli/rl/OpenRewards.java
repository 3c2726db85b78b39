package org.temper.cli.rl;

import java.util.List;
import java.util.Optional;
import org.temper.data.PromptCompletion;
import org.temper.samplers.rewards.ModelRewards;
import org.temper.samplers.rewards.ProgramRewards;
import org.temper.samplers.rewards.RewardShaping;
import org.temper.samplers.rewards.RewardSource;
import org.temper.samplers.rewards.RunningNormalization;

/**
 * The rewards of a run, with what judges its completions and is freed at its end.
 *
 * @param program what checks them, if anything
 * @param models the reward models, if there are any
 * @param normalization running statistics of rewards, if they are asked for
 * @param shaping what is made of rewards before they are learned from
 * @param rows completions that a reward model judges at once
 */
record OpenRewards(
    Optional<ProgramRewards<PromptCompletion>> program,
    Optional<OpenModels> models,
    Optional<RunningNormalization> normalization,
    RewardShaping shaping,
    int rows)
    implements AutoCloseable {

  /** The reward models' rewards, which see the episodes alone. */
  <T> Optional<RewardSource<T>> ofModel() {
    return models.map(open -> ModelRewards.of(open.judge(), rows));
  }

  @Override
  public void close() {
    for (Optional<? extends AutoCloseable> part : List.of(program, models, normalization)) {
      part.ifPresent(OpenRewards::close);
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not close " + part, e);
    }
  }
}
