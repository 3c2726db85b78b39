package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;

/**
 * A weighted sum of reward models; NaN where one of them is. Closing it closes none of them: they
 * are still owned by the caller.
 *
 * @param terms what is summed, at least one
 */
public record WeightedRewardModel(List<Term> terms) implements RewardModel {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no term
   */
  public WeightedRewardModel {
    checkArgument(!terms.isEmpty(), "terms: expected at least one, got none");
    terms = ImmutableList.copyOf(terms);
  }

  /**
   * One of the models.
   *
   * @param model the model
   * @param weight what its reward is multiplied by
   */
  public record Term(RewardModel model, double weight) {
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
  public double[] rewards(SequenceBatch batch) {
    double[] sum = new double[batch.rows()];
    for (Term term : terms) {
      double[] rewards = OneEach.given(term.model().rewards(batch), batch.rows());
      for (int row = 0; row < sum.length; row++) {
        sum[row] += term.weight() * rewards[row];
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
