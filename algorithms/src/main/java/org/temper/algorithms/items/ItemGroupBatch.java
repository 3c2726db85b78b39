package org.temper.algorithms.items;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.api.SequenceBatch;
import org.temper.api.TokenCount;
import org.temper.api.items.Candidates;

/**
 * A batch of histories, and at the position of each scored token a group of items that the policy
 * drew there, with what a reward model says of them. The tokens at those positions need not be
 * among the items; what stands where no token is scored does not matter.
 *
 * @param histories the sequences
 * @param candidates [B, T, G], the drawn items; an item may stand there twice
 * @param oldLogProbs log-probabilities of the items under the policy that drew them, row-major [B,
 *     T, G], in nats
 * @param rewards of the items, row-major [B, T, G]; finite where a token is scored
 * @param values what the states are worth before an item is chosen, row-major [B, T]; finite where
 *     a token is scored. Only {@link ItemBaseline#VALUE} looks at them
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record ItemGroupBatch(
    SequenceBatch histories,
    Candidates candidates,
    float[] oldLogProbs,
    float[] rewards,
    float[] values)
    implements TokenCount {

  /** Checks the shapes, and that rewards and values are finite where a token is scored. */
  public ItemGroupBatch {
    candidates.checkFit(histories);
    checkLength("oldLogProbs", candidates.items().length, oldLogProbs);
    checkLength("rewards", candidates.items().length, rewards);
    checkLength("values", histories.rows() * histories.columns(), values);
    for (int i = 0; i < rewards.length; i++) {
      int position = i / candidates.count();
      if (histories.isScored(position / histories.columns(), position % histories.columns())) {
        checkFinite("oldLogProbs", oldLogProbs[i], i);
        checkFinite("rewards", rewards[i], i);
        checkFinite("values", values[position], position);
      }
    }
  }

  private static void checkLength(String argument, int expected, float[] numbers) {
    checkArgument(
        numbers.length == expected,
        "%s: expected %s numbers, got %s",
        argument,
        expected,
        numbers.length);
  }

  private static void checkFinite(String argument, float number, int index) {
    if (!Float.isFinite(number)) {
      throw new IllegalArgumentException(
          argument
              + ": expected finite numbers at scored positions, got "
              + number
              + " at "
              + index);
    }
  }

  @Override
  public long tokenCount() {
    return histories.tokenCount();
  }

  /**
   * How many positions have a group.
   *
   * @return the count, at least 0
   */
  public int positions() {
    return histories.scoredTokens();
  }

  /** The scored positions, in order, as indices into [B, T]. */
  int[] scored() {
    int[] scored = new int[positions()];
    int next = 0;
    for (int position = 0; position < histories.rows() * histories.columns(); position++) {
      if (histories.isScored(position / histories.columns(), position % histories.columns())) {
        scored[next++] = position;
      }
    }
    return scored;
  }
}
