package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;

/**
 * Several reward models, trained from different seeds, asked together: where they disagree, none of
 * them knows, and what a policy finds there is more likely their error than its merit. Closing it
 * closes none of them: they are still owned by the caller.
 *
 * <p>Sources: Coste et al. 2023, "Reward Model Ensembles Help Mitigate Overoptimization";
 * Eisenstein et al. 2023, "Helping or Herding?".
 */
public final class RewardModelEnsemble implements RewardModel {
  private final ImmutableList<RewardModel> members;
  private final ToDoubleFunction<double[]> combination;

  private RewardModelEnsemble(
      List<? extends RewardModel> members, ToDoubleFunction<double[]> combination) {
    checkArgument(!members.isEmpty(), "members: expected at least one, got none");
    this.members = ImmutableList.copyOf(members);
    this.combination = combination;
  }

  /**
   * The mean of the members' rewards.
   *
   * @param members the models, at least one
   * @return the ensemble
   * @throws IllegalArgumentException if there is none
   */
  public static RewardModelEnsemble mean(List<? extends RewardModel> members) {
    return new RewardModelEnsemble(members, RewardModelEnsemble::mean);
  }

  /**
   * The mean less κ standard deviations over the members, unbiased: what is uncertain is marked
   * down.
   *
   * @param members the models, at least two
   * @param kappa κ, at least 0
   * @return the ensemble
   * @throws IllegalArgumentException if there are fewer than two, or {@code kappa} is negative or
   *     not finite
   */
  public static RewardModelEnsemble conservative(
      List<? extends RewardModel> members, double kappa) {
    checkArgument(members.size() >= 2, "members: expected at least two, got %s", members.size());
    checkArgument(
        kappa >= 0 && Double.isFinite(kappa), "kappa: expected a number from 0, got %s", kappa);
    return new RewardModelEnsemble(members, rewards -> mean(rewards) - kappa * deviation(rewards));
  }

  /**
   * The least of the members' rewards.
   *
   * @param members the models, at least one
   * @return the ensemble
   * @throws IllegalArgumentException if there is none
   */
  public static RewardModelEnsemble worst(List<? extends RewardModel> members) {
    return new RewardModelEnsemble(members, RewardModelEnsemble::least);
  }

  /** {@inheritDoc} NaN where a member's is. */
  @Override
  public double[] rewards(SequenceBatch batch) {
    List<double[]> given = new ArrayList<>();
    members.forEach(member -> given.add(member.rewards(batch)));
    double[] combined = new double[batch.rows()];
    double[] ofRow = new double[given.size()];
    for (int row = 0; row < combined.length; row++) {
      for (int member = 0; member < ofRow.length; member++) {
        ofRow[member] = given.get(member)[row];
      }
      combined[row] = combination.applyAsDouble(ofRow);
    }
    return combined;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  private static double least(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    for (double value : values) {
      // Unlike a comparison, it lets NaN through.
      least = Math.min(least, value);
    }
    return least;
  }

  @Override
  public void close() {}
}
