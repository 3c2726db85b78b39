package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * A scorer that prefers some items whoever asks: score + strength · bias of the item. Over a cloned
 * policy's log-probabilities and the items' mean feedback it is what post-training can reach
 * without learning anything personal, and so its control.
 */
public final class ItemTilt implements ItemScorer {
  private final ItemScorer scorer;
  private final float[] added;

  private ItemTilt(ItemScorer scorer, float[] added) {
    this.scorer = scorer;
    this.added = added;
  }

  /**
   * A tilted scorer.
   *
   * @param scorer what is tilted
   * @param itemBias by the item's id, such as {@code FeedbackBias.itemBias()}
   * @param strength how much of it is added to a score, finite
   * @return the scorer
   * @throws IllegalArgumentException if {@code strength} is not finite
   */
  public static ItemTilt of(ItemScorer scorer, ImmutableDoubleArray itemBias, double strength) {
    checkArgument(
        Double.isFinite(strength), "strength: expected a finite number, got %s", strength);
    float[] added = new float[itemBias.length()];
    for (int item = 0; item < added.length; item++) {
      added[item] = (float) (strength * itemBias.get(item));
    }
    return new ItemTilt(scorer, added);
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
    for (int row = 0; row < scores.length; row++) {
      checkArgument(
          scores[row].length == added.length,
          "scorer: expected a score for each of %s items, got %s",
          added.length,
          scores[row].length);
      tilted[row] = new float[added.length];
      for (int item = 0; item < added.length; item++) {
        tilted[row][item] = scores[row][item] + added[item];
      }
    }
    return tilted;
  }
}
