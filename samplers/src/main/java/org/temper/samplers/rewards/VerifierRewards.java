package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkState;

import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.CompletionReward;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryReward;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;

/** Verdicts, and rewards of text, as rewards of episodes. */
public final class VerifierRewards {
  private VerifierRewards() {}

  /**
   * The reward of a completion that a verifier checks: 1 where it passed, 0 where it failed, NaN
   * where it could not be verified, so that it is left out.
   *
   * @param verifier checks the text of all that the policy produced in an episode, special tokens
   *     left out
   * @param codec turns tokens to text
   * @param <T> what a task is
   * @return the reward; as safe for several threads as the verifier is
   */
  public static <T> TrajectoryReward<T> of(Verifier<T> verifier, TextCodec codec) {
    return (task, trajectory) -> reward(verifier.verify(task, text(codec, trajectory)));
  }

  /**
   * The reward of a completion by its text.
   *
   * @param reward judges the text of all that the policy produced in an episode, special tokens
   *     left out
   * @param codec turns tokens to text
   * @param <T> what a task is
   * @return the reward; as safe for several threads as the one of text is
   */
  public static <T> TrajectoryReward<T> ofText(CompletionReward<T> reward, TextCodec codec) {
    return (task, trajectory) -> reward.reward(task, text(codec, trajectory));
  }

  private static String text(TextCodec codec, Trajectory trajectory) {
    return trajectory.completionText(codec);
  }

  private static double reward(@Nullable Verdict verdict) {
    checkState(verdict != null, "verifier: expected a verdict, got null");
    if (verdict instanceof Verdict.Passed) {
      return 1;
    }
    return verdict instanceof Verdict.Failed ? 0 : Double.NaN;
  }
}
