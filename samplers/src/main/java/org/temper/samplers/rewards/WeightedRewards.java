package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.Trajectory;

/**
 * A weighted sum of rewards; NaN where one of them is.
 *
 * @param terms what is summed, at least one
 * @param <T> what a task is
 */
public record WeightedRewards<T>(List<Term<T>> terms) implements RewardSource<T> {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no term
   */
  public WeightedRewards {
    checkArgument(!terms.isEmpty(), "terms: expected at least one, got none");
    terms = ImmutableList.copyOf(terms);
  }

  /**
   * One of the rewards.
   *
   * @param source where it comes from
   * @param weight what it is multiplied by
   * @param <T> what a task is
   */
  public record Term<T>(RewardSource<T> source, double weight) {
    /**
     * Checks the weight.
     *
     * @throws IllegalArgumentException if the weight is not finite
     */
    public Term {
      checkArgument(Double.isFinite(weight), "weight: expected a finite number, got %s", weight);
    }
  }

  @Override
  public double[] rewards(List<T> tasks, List<Trajectory> trajectories) {
    double[] sum = new double[trajectories.size()];
    for (Term<T> term : terms) {
      double[] rewards =
          OneEach.given(term.source().rewards(tasks, trajectories), trajectories.size());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += term.weight() * rewards[i];
      }
    }
    return sum;
  }

  /**
   * {@inheritDoc}
   *
   * @return a proper score where one of the terms is one and counts
   */
  @Override
  public RewardKind kind() {
    return terms.stream()
            .anyMatch(term -> term.weight() != 0 && term.source().kind() == RewardKind.PROPER_SCORE)
        ? RewardKind.PROPER_SCORE
        : RewardKind.ORDINARY;
  }

  @Override
  public List<String> reasons() {
    return terms.stream().flatMap(term -> term.source().reasons().stream()).toList();
  }
}
