package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.losses.ImplicitRewards;
import org.temper.losses.PolicyChoices;
import org.temper.losses.SequenceLogProbs;

/** A policy over pairs of completions: C is 1. */
record TextPreferences(Policy policy) implements PreferenceModel<PreferenceBatch> {

  @Override
  public long count(String argument, List<PreferenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    for (int i = 0; i < batches.size(); i++) {
      int pairs = batches.get(i).pairs().size();
      float[] tokens = tokens(batches.get(i).sequences());
      for (int row = 0; row < tokens.length; row++) {
        // Or the completion's log-probability would say nothing.
        checkArgument(
            tokens[row] > 0,
            "%s[%s].pairs[%s].%s: expected at least one scored token, got none",
            argument,
            i,
            row % pairs,
            row < pairs ? "chosen" : "rejected");
      }
    }
    return batches.stream().mapToLong(this::preferences).sum();
  }

  @Override
  public long preferences(PreferenceBatch batch) {
    return batch.pairs().size();
  }

  @Override
  public ComparedScores score(PreferenceBatch batch, Optional<ReferenceNumbers> reference) {
    return compared(batch, reference, policy.score(batch.sequences()));
  }

  @Override
  public ComparedScores evaluate(PreferenceBatch batch, Optional<ReferenceNumbers> reference) {
    return compared(batch, reference, policy.evaluate(batch.sequences()));
  }

  /** Rows [0, P) of the batch are the chosen ones, rows [P, 2·P) the rejected. */
  private static ComparedScores compared(
      PreferenceBatch batch, Optional<ReferenceNumbers> reference, TokenScores scores) {
    NDManager manager = scores.manager();
    int pairs = batch.pairs().size();
    NDArray sums = SequenceLogProbs.sum(scores.tokenLogProbs(), scores.completionMask());
    NDArray tokens = manager.create(tokens(batch.sequences()));
    NDIndex chosen = new NDIndex("0:{}", pairs);
    NDIndex rejected = new NDIndex("{}:{}", pairs, 2 * pairs);
    return new ComparedScores(
        scores,
        new PolicyChoices(sums.get(chosen), sums.get(rejected).expandDims(1)),
        manager.ones(new Shape(pairs), DataType.BOOLEAN),
        manager.ones(new Shape(pairs, 1), DataType.BOOLEAN),
        tokens.get(chosen),
        tokens.get(rejected).expandDims(1),
        reference);
  }

  private static float[] tokens(SequenceBatch batch) {
    float[] tokens = new float[batch.rows()];
    for (int row = 0; row < tokens.length; row++) {
      int number = row;
      tokens[row] =
          IntStream.range(0, batch.columns()).filter(t -> batch.isScored(number, t)).count();
    }
    return tokens;
  }

  @Override
  public Optional<ReferenceNumbers> carried(PreferenceBatch batch) {
    return batch.reference().map(TextPreferences::numbers);
  }

  private static ReferenceNumbers numbers(List<ReferenceLogProbs> logProbs) {
    float[] chosen = new float[logProbs.size()];
    float[] rejected = new float[logProbs.size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = (float) logProbs.get(i).chosen();
      rejected[i] = (float) logProbs.get(i).rejected();
    }
    return new ReferenceNumbers(chosen, rejected);
  }

  /** The batch with its log-probabilities under this policy. */
  PreferenceBatch withReference(PreferenceBatch batch) {
    ReferenceNumbers numbers = numbers(batch);
    return batch.withReference(
        IntStream.range(0, numbers.chosen().length)
            .mapToObj(i -> new ReferenceLogProbs(numbers.chosen()[i], numbers.rejected()[i]))
            .toList());
  }

  @Override
  public List<Metric> metrics() {
    return PreferenceMetrics.OF_TEXTS;
  }

  @Override
  public void tally(
      MetricTally tally, PreferenceBatch batch, ComparedLogProbs logProbs, double rewardScale) {
    NDArray chosenLogProbs = logProbs.policy().chosen();
    NDArray rejectedLogProbs = logProbs.policy().rejected();
    float[] chosen = chosenLogProbs.toFloatArray();
    float[] rejected = rejectedLogProbs.toFloatArray();
    if (logProbs.reference().isPresent()) {
      ImplicitRewards rewards =
          ImplicitRewards.of(logProbs.policyPairs(), logProbs.referencePairs(), rewardScale);
      chosen = rewards.chosen().toFloatArray();
      rejected = rewards.rejected().toFloatArray();
    }
    double margins = 0;
    double wins = 0;
    for (int i = 0; i < chosen.length; i++) {
      margins += (double) chosen[i] - rejected[i];
      wins += chosen[i] > rejected[i] ? 1 : 0;
    }
    tally.add(PreferenceMetrics.CHOSEN_REWARD, chosen);
    tally.add(PreferenceMetrics.REJECTED_REWARD, rejected);
    tally.add(PreferenceMetrics.MARGIN, margins, chosen.length);
    tally.add(PreferenceMetrics.ACCURACY, wins, chosen.length);
    tally.add(PreferenceMetrics.CHOSEN_LOG_PROB, chosenLogProbs);
    tally.add(PreferenceMetrics.REJECTED_LOG_PROB, rejectedLogProbs);
  }

  @Override
  public void checkReference(PreferenceModel<PreferenceBatch> reference) {
    ReferenceChecks.checkOfTokens(policy, ((TextPreferences) reference).policy());
  }
}
