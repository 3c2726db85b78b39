package org.temper.algorithms.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.losses.arrays.Rounding;

/**
 * Figures of a reward model on comparisons that it has not seen.
 *
 * @param pairAccuracy share of the comparisons whose chosen completion has the larger reward; a tie
 *     is no success
 * @param calibration whether it is as often right as it is sure
 * @param lengthCorrelation Pearson's correlation of a completion's reward with its number of
 *     tokens, each completion counted once; NaN where one of the two does not vary
 * @param longerChosenShare share of the comparisons whose chosen completion is the longer one, ties
 *     counted half: what the data itself says of length
 * @param comparisons how many comparisons there were
 */
public record RewardEvaluation(
    double pairAccuracy,
    Calibration calibration,
    double lengthCorrelation,
    double longerChosenShare,
    long comparisons) {
  private static final int BINS = 10;

  /**
   * Evaluates a model.
   *
   * @param model the model, or several of them together
   * @param batches the comparisons
   * @return the figures, with calibration in 10 bins
   * @throws IllegalArgumentException if there is no batch, or a reward is NaN
   */
  public static RewardEvaluation of(RewardModel model, Iterable<ComparisonBatch> batches) {
    ImmutableDoubleArray.Builder margins = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder rewards = ImmutableDoubleArray.builder();
    ImmutableIntArray.Builder lengths = ImmutableIntArray.builder();
    double wins = 0;
    double longer = 0;
    for (ComparisonBatch batch : batches) {
      double[] given = model.rewards(batch.sequences());
      int[] tokens = completionLengths(batch.sequences());
      for (Comparison comparison : batch.comparisons()) {
        double margin = given[comparison.chosen()] - given[comparison.rejected()];
        margins.add(margin);
        wins += margin > 0 ? 1 : 0;
        longer +=
            (1 + Math.signum(tokens[comparison.chosen()] - tokens[comparison.rejected()])) / 2;
      }
      rewards.addAll(ImmutableDoubleArray.copyOf(given));
      lengths.addAll(ImmutableIntArray.copyOf(tokens));
    }
    ImmutableDoubleArray leads = margins.build();
    checkArgument(!leads.isEmpty(), "batches: expected at least one, got none");
    return new RewardEvaluation(
        wins / leads.length(),
        Calibration.of(leads.toArray(), BINS),
        correlation(rewards.build(), lengths.build()),
        longer / leads.length(),
        leads.length());
  }

  private static int[] completionLengths(SequenceBatch batch) {
    int[] lengths = new int[batch.rows()];
    for (int row = 0; row < lengths.length; row++) {
      for (int column = 0; column < batch.columns(); column++) {
        lengths[row] += batch.isScored(row, column) ? 1 : 0;
      }
    }
    return lengths;
  }

  private static double correlation(ImmutableDoubleArray x, ImmutableIntArray y) {
    double meanX = x.stream().average().orElse(0);
    double meanY = y.stream().average().orElse(0);
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    double largest = 0;
    for (int i = 0; i < x.length(); i++) {
      largest = Math.max(largest, Math.abs(x.get(i)));
      double fromX = x.get(i) - meanX;
      double fromY = y.get(i) - meanY;
      products += fromX * fromY;
      squaresX += fromX * fromX;
      squaresY += fromY * fromY;
    }
    boolean alike = Rounding.alike(Math.sqrt(squaresX / x.length()), largest);
    return alike || squaresY == 0 ? Double.NaN : products / Math.sqrt(squaresX * squaresY);
  }
}
