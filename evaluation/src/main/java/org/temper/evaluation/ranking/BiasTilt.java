package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.feedback.FeedbackBias;

/**
 * A scorer that prefers what biases say will be liked: score + c · log σ(a_u + b_i), for the bias
 * a_u of the user and b_i of the item. It is {@link ItemTilt}'s like for a feedback that saturates:
 * a user who likes all is moved less. As it is learned from the feedback without anything personal,
 * what post-training reaches beyond it is.
 *
 * @param scorer what is tilted
 * @param bias of users and items, in standard deviations of the feedback
 * @param strength c, finite
 */
public record BiasTilt(ItemScorer scorer, FeedbackBias bias, double strength)
    implements ItemScorer {

  /**
   * Checks the strength.
   *
   * @throws IllegalArgumentException if {@code strength} is not finite
   */
  public BiasTilt {
    checkArgument(
        Double.isFinite(strength), "strength: expected a finite number, got %s", strength);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the scorer knows more or fewer items than have a bias
   */
  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = scorer.scores(queries);
    float[][] tilted = new float[scores.length][];
    int items = bias.itemBias().length();
    for (int row = 0; row < scores.length; row++) {
      checkArgument(
          scores[row].length == items,
          "scorer: expected a score for each of %s items, got %s",
          items,
          scores[row].length);
      double ofUser = bias.userBias().get(queries.get(row).user());
      tilted[row] = new float[items];
      for (int item = 0; item < items; item++) {
        double liked = -Math.log1p(Math.exp(-(ofUser + bias.itemBias().get(item))));
        tilted[row][item] = (float) (scores[row][item] + strength * liked);
      }
    }
    return tilted;
  }
}
