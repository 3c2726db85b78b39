package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/**
 * Rewards of answers that state a confidence: that of the answer, less the Brier score of the
 * confidence.
 *
 * <pre>R = c − (c − q)²,  or c − cost where no confidence is stated</pre>
 *
 * <p>c is the correctness, 0 or 1 or between, and q the confidence, clipped to [0, 1]. Largest on
 * the average where the answer is the one most often right and the confidence is how often it is. A
 * proper score: of the group methods, those that do not divide by a group's deviation keep it one,
 * {@code GroupMethod.rloo()} among them.
 *
 * <p>Source: Damani et al. 2025, "Beyond Binary Rewards: Training LMs to Reason About Their
 * Uncertainty" (RLCR).
 *
 * @param correctness what the answers are worth, in [0, 1]; NaN where it is not known, and the
 *     episode is left out
 * @param confidence reads what an episode states
 * @param missingCost what is taken off where no confidence is stated, at least 0; at 1, the most
 *     that a stated one can cost, it never pays to leave it out
 * @param <T> what a task is
 */
public record ConfidenceRewards<T>(
    RewardSource<T> correctness, StatedConfidence<T> confidence, double missingCost)
    implements RewardSource<T> {

  /**
   * Checks the cost.
   *
   * @throws IllegalArgumentException if the cost is negative or not finite
   */
  public ConfidenceRewards {
    checkArgument(
        missingCost >= 0 && Double.isFinite(missingCost),
        "missingCost: expected a number of at least 0, got %s",
        missingCost);
  }

  /**
   * Rewards in which a confidence that is not stated costs 1.
   *
   * @param correctness what the answers are worth, in [0, 1]
   * @param confidence reads what an episode states
   * @param <T> what a task is
   * @return the rewards
   */
  public static <T> ConfidenceRewards<T> of(
      RewardSource<T> correctness, StatedConfidence<T> confidence) {
    return new ConfidenceRewards<>(correctness, confidence, 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if a correctness is known and not in [0, 1]
   */
  @Override
  public double[] rewards(List<T> tasks, List<Trajectory> trajectories) {
    return judge(tasks, trajectories).stream().mapToDouble(Judged::reward).toArray();
  }

  /**
   * {@inheritDoc} Where the confidence is stated apart from the answer and nothing in the episode
   * was rewarded yet, the answer earned its correctness, and the statement what it costs.
   *
   * @throws IllegalStateException if a correctness is known and not in [0, 1]
   */
  @Override
  public List<Judged> judge(List<T> tasks, List<Trajectory> trajectories) {
    double[] correct = OneEach.given(correctness.rewards(tasks, trajectories), trajectories.size());
    return IntStream.range(0, correct.length)
        .mapToObj(i -> judged(tasks.get(i), trajectories.get(i), correct[i]))
        .toList();
  }

  private Judged judged(T task, Trajectory episode, double correct) {
    if (Double.isNaN(correct)) {
      return new Judged(episode, correct);
    }
    checkState(
        correct >= 0 && correct <= 1, "correctness: expected a number in [0, 1], got %s", correct);
    OptionalDouble stated = confidence.confidence(task, episode);
    double cost = cost(correct, stated);
    OptionalInt stating =
        stated.isPresent() && episode.totalReward().isEmpty()
            ? confidence.statingTokens(task, episode)
            : OptionalInt.empty();
    return new Judged(
        stating.isPresent() ? inTwo(episode, stating.getAsInt(), correct, -cost) : episode,
        correct - cost);
  }

  /** The episode with its last action as two. */
  private static Trajectory inTwo(Trajectory episode, int stating, double answer, double stated) {
    int last = episode.segments().size() - 1;
    if (!(episode.segments().get(last) instanceof Segment.Action action)) {
      return episode;
    }
    int length = action.tokens().length();
    return new Trajectory(
        ImmutableList.<Segment>builder()
            .addAll(episode.segments().subList(0, last))
            .add(action.part(0, length - stating, answer))
            .add(action.part(length - stating, length, stated))
            .build(),
        episode.ending());
  }

  private double cost(double correct, OptionalDouble stated) {
    if (stated.isEmpty() || Double.isNaN(stated.getAsDouble())) {
      return missingCost;
    }
    double error = correct - Math.min(1, Math.max(0, stated.getAsDouble()));
    return error * error;
  }

  @Override
  public RewardKind kind() {
    return RewardKind.PROPER_SCORE;
  }

  @Override
  public List<String> reasons() {
    return correctness.reasons();
  }
}
