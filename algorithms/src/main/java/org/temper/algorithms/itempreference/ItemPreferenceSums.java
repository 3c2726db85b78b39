package org.temper.algorithms.itempreference;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.api.SequenceBatch;

/** Adds up, over micro-batches, what {@link ItemPreferenceScores} averages. */
final class ItemPreferenceSums {
  private final long places;
  private long pairs;
  private double wins;
  private double margins;
  private double chosenShifts;
  private double rejectedShifts;

  private ItemPreferenceSums(long places) {
    this.places = places;
  }

  static ItemPreferenceSums of(String argument, List<ItemPreferenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    long places = batches.stream().mapToLong(ItemPreferenceBatch::places).sum();
    checkArgument(places > 0, "%s: expected at least one preference, got none", argument);
    return new ItemPreferenceSums(places);
  }

  double places() {
    return places;
  }

  /** Log-probabilities of a batch's candidates, [B, T, 1 + C] each. */
  void add(ItemPreferenceBatch batch, float[] policy, float[] reference) {
    SequenceBatch histories = batch.histories();
    int count = batch.candidates().count();
    for (int place = 0; place < batch.rejected().length; place++) {
      if (!histories.isScored(place / histories.columns(), place % histories.columns())) {
        continue;
      }
      int first = place * count;
      double chosen = (double) policy[first] - reference[first];
      chosenShifts += chosen;
      for (int i = first + 1; i <= first + batch.rejected()[place]; i++) {
        double rejected = (double) policy[i] - reference[i];
        rejectedShifts += rejected;
        margins += chosen - rejected;
        wins += chosen > rejected ? 1 : 0;
        pairs++;
      }
    }
  }

  ItemPreferenceScores scores(double loss) {
    return new ItemPreferenceScores(
        loss,
        wins / pairs,
        margins / pairs,
        chosenShifts / places,
        rejectedShifts / pairs,
        places,
        pairs);
  }
}
