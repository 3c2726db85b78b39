package org.temper.algorithms.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemInputs;

class ConfidencePairsTest {
  /** Scored in columns 1 and 2. */
  private static final SequenceBatch HISTORIES = LoggedBatches.batch(User.of(5, 6, 7));

  private static Candidates candidates(long... ofColumns) {
    int count = ofColumns.length / 2;
    long[] items = new long[3 * count];
    System.arraycopy(ofColumns, 0, items, count, ofColumns.length);
    return new Candidates(items, 1, 3, count);
  }

  private static ConfidenceBounds bounds(double kappa, float... meansAndSpreads) {
    int count = meansAndSpreads.length / 4;
    float[] means = new float[3 * count];
    float[] spreads = new float[3 * count];
    for (int i = 0; i < 2 * count; i++) {
      means[count + i] = meansAndSpreads[2 * i];
      spreads[count + i] = meansAndSpreads[2 * i + 1];
    }
    return ConfidenceBounds.around(means, spreads, kappa);
  }

  @Test
  void theSurestIsChosenAndWhatIsSurelyWorseRejected() {
    // Column 1: [2, 4], [4, 4.2], [−1, 5], [1, 1.5], [0, 2]: lower bound 4 is the highest; below
    // it are item 13 up to 1.5 and item 14 up to 2; 12 and 10 reach 4 or more.
    // Column 2: all the same: nothing.
    ItemPreferenceBatch batch =
        ConfidencePairs.select(
                HISTORIES,
                candidates(10, 11, 12, 13, 14, 1, 2, 3, 4, 5),
                bounds(1, 3, 1, 4.1f, 0.1f, 2, 3, 1.25f, 0.25f, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                3)
            .orElseThrow();
    assertThat(batch.positions()).isEqualTo(1);
    assertThat(batch.histories().isScored(0, 1)).isTrue();
    assertThat(batch.histories().isScored(0, 2)).isFalse();
    assertThat(batch.histories().token(0, 2)).isEqualTo(7);
    assertThat(batch.histories().sideInputs()).containsKey(ItemInputs.REWARDS);
    assertThat(batch.rejected()).containsExactly(0, 2, 0);
    assertThat(batch.candidates().item(0, 1, 0)).isEqualTo(11);
    assertThat(batch.candidates().item(0, 1, 1)).isEqualTo(13);
    assertThat(batch.candidates().item(0, 1, 2)).isEqualTo(14);
    assertThat(batch.candidates().item(0, 1, 3)).isEqualTo(11);
  }

  @Test
  void noMoreAreRejectedThanAskedForAndNoneTwice() {
    ItemPreferenceBatch batch =
        ConfidencePairs.select(
                HISTORIES,
                candidates(1, 2, 2, 3, 1, 1, 1, 1),
                bounds(0, 5, 0, 1, 0, 1, 0, 2, 0, 5, 0, 4, 0, 3, 0, 2, 0),
                2)
            .orElseThrow();
    assertThat(batch.rejected()).containsExactly(0, 2, 0);
    assertThat(batch.candidates().item(0, 1, 1)).isEqualTo(2);
    assertThat(batch.candidates().item(0, 1, 2)).isEqualTo(3);
    // In column 2 every candidate is the same item: no preference.
    assertThat(batch.positions()).isEqualTo(1);
  }

  @Test
  void withoutAPairThereIsNoBatch() {
    assertThat(
            ConfidencePairs.select(
                HISTORIES, candidates(1, 2, 1, 2), bounds(3, 1, 1, 0, 1, 2, 1, 1, 1), 1))
        .isEmpty();
    // Bounds that touch are no preference: [1, 1] and [0, 1]
    assertThat(
            ConfidencePairs.select(
                HISTORIES,
                candidates(1, 2, 1, 2),
                bounds(1, 1, 0, 0.5f, 0.5f, 1, 0, 0.5f, 0.5f),
                1))
        .isEmpty();
  }

  @Test
  void badInputIsRefused() {
    ConfidenceBounds bounds = bounds(1, 1, 1, 0, 1, 2, 1, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidencePairs.select(HISTORIES, candidates(1, 2, 1, 2), bounds, 0))
        .withMessage("maxRejected: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidencePairs.select(HISTORIES, candidates(1, 2), bounds, 1))
        .withMessage("bounds: expected 3, one for each candidate, got 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceBounds.around(new float[1], new float[] {-1}, 1))
        .withMessage("spreads: expected at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceBounds.around(new float[] {Float.NaN}, new float[1], 1))
        .withMessage("bounds: expected finite, lower at most upper, got [NaN, NaN] at 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfidenceBounds.around(new float[1], new float[1], -1))
        .withMessage("kappa: expected a number from 0, got -1.0");
  }
}
