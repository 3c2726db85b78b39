package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.api.SequenceBatch;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.ItemPolicy;
import org.temper.losses.PolicyChoices;

/** A policy over items: P is B·T, and positions without a preference are left out of the loss. */
record ItemPreferences(ItemPolicy policy) implements PreferenceModel<ItemPreferenceBatch> {

  @Override
  public long count(String argument, List<ItemPreferenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    long positions = batches.stream().mapToLong(this::preferences).sum();
    checkArgument(positions > 0, "%s: expected at least one preference, got none", argument);
    return positions;
  }

  @Override
  public long preferences(ItemPreferenceBatch batch) {
    return batch.positions();
  }

  @Override
  public ComparedScores score(ItemPreferenceBatch batch, Optional<ReferenceNumbers> reference) {
    return compared(
        batch, reference, policy.scoreCandidates(batch.histories(), batch.candidates()));
  }

  @Override
  public ComparedScores evaluate(ItemPreferenceBatch batch, Optional<ReferenceNumbers> reference) {
    return compared(
        batch, reference, policy.evaluateCandidates(batch.histories(), batch.candidates()));
  }

  private static ComparedScores compared(
      ItemPreferenceBatch batch, Optional<ReferenceNumbers> reference, CandidateScores scores) {
    NDManager manager = scores.manager();
    int positions = batch.rejected().length;
    Shape others = new Shape(positions, batch.candidates().count() - 1);
    NDArray logProbs = scores.logProbs().reshape(positions, batch.candidates().count());
    return new ComparedScores(
        scores,
        new PolicyChoices(logProbs.get(new NDIndex(":, 0")), logProbs.get(new NDIndex(":, 1:"))),
        scores.completionMask().flatten(),
        manager.create(batch.rejectedMask(), others),
        manager.ones(new Shape(positions)),
        manager.ones(others),
        reference);
  }

  @Override
  public Optional<ReferenceNumbers> carried(ItemPreferenceBatch batch) {
    return batch.reference().map(logProbs -> numbers(batch, logProbs));
  }

  private static ReferenceNumbers numbers(ItemPreferenceBatch batch, float[] logProbs) {
    int count = batch.candidates().count();
    int positions = batch.rejected().length;
    float[] chosen = new float[positions];
    float[] rejected = new float[positions * (count - 1)];
    for (int position = 0; position < positions; position++) {
      chosen[position] = logProbs[position * count];
      System.arraycopy(logProbs, position * count + 1, rejected, position * (count - 1), count - 1);
    }
    return new ReferenceNumbers(chosen, rejected);
  }

  /** The batch with its log-probabilities under this policy. */
  ItemPreferenceBatch withReference(ItemPreferenceBatch batch) {
    try (CandidateScores scores =
        policy.evaluateCandidates(batch.histories(), batch.candidates())) {
      return batch.withReference(scores.logProbs().toFloatArray());
    }
  }

  @Override
  public List<Metric> metrics() {
    return PreferenceMetrics.OF_ITEMS;
  }

  @Override
  public void tally(
      MetricTally tally, ItemPreferenceBatch batch, ComparedLogProbs logProbs, double rewardScale) {
    SequenceBatch histories = batch.histories();
    float[] chosen = logProbs.policy().chosen().toFloatArray();
    float[] rejected = logProbs.policy().rejected().toFloatArray();
    float[] chosenBefore = new float[chosen.length];
    float[] rejectedBefore = new float[rejected.length];
    if (logProbs.reference().isPresent()) {
      chosenBefore = logProbs.reference().get().chosen().toFloatArray();
      rejectedBefore = logProbs.reference().get().rejected().toFloatArray();
    }
    int others = batch.candidates().count() - 1;
    double chosenShifts = 0;
    double rejectedShifts = 0;
    double margins = 0;
    long wins = 0;
    long pairs = 0;
    for (int position = 0; position < chosen.length; position++) {
      if (!histories.isScored(position / histories.columns(), position % histories.columns())) {
        continue;
      }
      double ofChosen = (double) chosen[position] - chosenBefore[position];
      chosenShifts += ofChosen;
      for (int i = position * others; i < position * others + batch.rejected()[position]; i++) {
        double ofRejected = (double) rejected[i] - rejectedBefore[i];
        rejectedShifts += ofRejected;
        margins += ofChosen - ofRejected;
        wins += ofChosen > ofRejected ? 1 : 0;
        pairs++;
      }
    }
    tally.add(PreferenceMetrics.ACCURACY, (double) wins, (double) pairs);
    tally.add(PreferenceMetrics.ITEM_MARGIN, margins, (double) pairs);
    tally.add(PreferenceMetrics.CHOSEN_SHIFT, chosenShifts, batch.positions());
    tally.add(PreferenceMetrics.REJECTED_SHIFT, rejectedShifts, (double) pairs);
    tally.add(PreferenceMetrics.POSITIONS, batch.positions());
    tally.add(PreferenceMetrics.PAIRS, (double) pairs);
  }

  @Override
  public void checkReference(PreferenceModel<ItemPreferenceBatch> reference) {
    ReferenceChecks.checkOfItems(policy, ((ItemPreferences) reference).policy());
  }
}
