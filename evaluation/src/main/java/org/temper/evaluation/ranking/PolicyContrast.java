package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * A scorer that moves a policy by what two others differ in: log π + γ (log π₊ - log π₋), up to
 * what all items of a query share. What both learned alike, such as from training on at all, is
 * taken away, and what only the first learned stays: with a policy of shuffled advantages as π₋
 * that is what the advantages taught; with one of failures it is a preference against them.
 *
 * <p>Source: the combination is that of Liu et al. 2021, "DExperts: Decoding-Time Controlled Text
 * Generation with Experts and Anti-Experts", equation 2.
 *
 * @param policy what is moved: log-probabilities or logits
 * @param toward π₊, log-probabilities or logits
 * @param away π₋, log-probabilities or logits
 * @param strength γ, finite
 */
public record PolicyContrast(ItemScorer policy, ItemScorer toward, ItemScorer away, double strength)
    implements ItemScorer {

  /**
   * Checks the strength.
   *
   * @throws IllegalArgumentException if {@code strength} is not finite
   */
  public PolicyContrast {
    checkArgument(
        Double.isFinite(strength), "strength: expected a finite number, got %s", strength);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the scorers do not know as many items
   */
  @Override
  public float[][] scores(List<Query> queries) {
    float[][] scores = policy.scores(queries);
    float[][] first = toward.scores(queries);
    float[][] second = away.scores(queries);
    float[][] moved = new float[scores.length][];
    for (int row = 0; row < scores.length; row++) {
      int items = scores[row].length;
      checkArgument(
          first[row].length == items && second[row].length == items,
          "toward: expected a score for each of %s items, got %s and %s",
          items,
          first[row].length,
          second[row].length);
      moved[row] = new float[items];
      for (int item = 0; item < items; item++) {
        double change = (double) first[row][item] - second[row][item];
        moved[row][item] = (float) (scores[row][item] + strength * change);
      }
    }
    return moved;
  }
}
