package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Optional;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;

/**
 * Histories, and in the position of each scored token an item that is preferred to others. The
 * tokens in those positions need not be among the items.
 *
 * @param histories the sequences; scored exactly where there is a preference
 * @param candidates [B, T, 1 + C]: candidate 0 is the chosen item, the others are rejected
 * @param rejected how many of the C others count in each position, the first ones; row-major [B,
 *     T]. What stands in the remaining ones is any item of the catalog
 * @param reference log-probabilities of the candidates under the reference, row-major [B, T, 1 +
 *     C], where they were computed beforehand
 */
@SuppressWarnings("ArrayRecordComponent") // large, host-side, never compared
public record ItemPreferenceBatch(
    SequenceBatch histories, Candidates candidates, int[] rejected, Optional<float[]> reference) {

  /** Checks shapes and counts. */
  public ItemPreferenceBatch {
    candidates.checkFit(histories);
    checkArgument(
        candidates.count() >= 2,
        "candidates: expected a chosen and at least one rejected, got %s",
        candidates.count());
    checkArgument(
        rejected.length == histories.rows() * histories.columns(),
        "rejected: expected %s counts, got %s",
        histories.rows() * histories.columns(),
        rejected.length);
    for (int i = 0; i < rejected.length; i++) {
      int row = i / histories.columns();
      int column = i % histories.columns();
      checkArgument(
          !histories.isScored(row, column)
              || (rejected[i] >= 1 && rejected[i] < candidates.count()),
          "rejected: expected from 1 to %s in row %s column %s, got %s",
          candidates.count() - 1,
          row,
          column,
          rejected[i]);
    }
    reference.ifPresent(
        logProbs ->
            checkArgument(
                logProbs.length == candidates.items().length,
                "reference: expected %s log-probabilities, got %s",
                candidates.items().length,
                logProbs.length));
  }

  /**
   * Preferences where all of the C others count.
   *
   * @param histories the sequences; scored exactly where there is a preference
   * @param candidates [B, T, 1 + C], candidate 0 the chosen one
   * @return the batch
   * @throws IllegalArgumentException if the shapes do not fit, or there is no rejected item
   */
  public static ItemPreferenceBatch of(SequenceBatch histories, Candidates candidates) {
    int[] rejected = new int[histories.rows() * histories.columns()];
    Arrays.fill(rejected, candidates.count() - 1);
    return new ItemPreferenceBatch(histories, candidates, rejected, Optional.empty());
  }

  /**
   * This batch with the reference's log-probabilities.
   *
   * @param logProbs row-major [B, T, 1 + C]; not copied, and not to be changed afterwards
   * @return a new batch
   * @throws IllegalArgumentException if there are not as many as candidates
   */
  public ItemPreferenceBatch withReference(float[] logProbs) {
    return new ItemPreferenceBatch(histories, candidates, rejected, Optional.of(logProbs));
  }

  /**
   * How many positions have a preference.
   *
   * @return the count, at least 0
   */
  public int positions() {
    return histories.scoredTokens();
  }

  /** True for each rejected item that counts: B·T·C. */
  boolean[] rejectedMask() {
    int others = candidates.count() - 1;
    boolean[] mask = new boolean[rejected.length * others];
    for (int position = 0; position < rejected.length; position++) {
      if (histories.isScored(position / histories.columns(), position % histories.columns())) {
        Arrays.fill(mask, position * others, position * others + rejected[position], true);
      }
    }
    return mask;
  }
}
