package org.temper.algorithms.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.api.SequenceBatch;

/** Adds up, over micro-batches, what {@link FeedbackScores} averages. */
final class FeedbackSums {
  private final List<RewardedTokens> batches;
  private final long scored;
  private final long known;
  private int seen;
  private double nll;
  private double squaredErrors;
  private double expectileLosses;

  private FeedbackSums(List<RewardedTokens> batches, long scored, long known) {
    this.batches = batches;
    this.scored = scored;
    this.known = known;
  }

  static FeedbackSums of(String argument, List<SequenceBatch> sequences) {
    List<RewardedTokens> batches = RewardedTokens.rewarded(argument, sequences);
    long scored = sequences.stream().mapToLong(SequenceBatch::scoredTokens).sum();
    checkArgument(scored > 0, "%s: expected at least one scored token, got none", argument);
    long known = batches.stream().mapToLong(RewardedTokens::count).sum();
    return new FeedbackSums(batches, scored, known);
  }

  /** The next batch's tokens. */
  RewardedTokens next() {
    return batches.get(seen++);
  }

  double scored() {
    return scored;
  }

  /** What feedback is divided by; where none is known, any number. */
  double known() {
    return Math.max(1, known);
  }

  void add(double nllShare, double squaredShare, double expectileShare) {
    nll += nllShare;
    squaredErrors += squaredShare;
    expectileLosses += expectileShare;
  }

  FeedbackScores scores(double loss) {
    double nothing = known > 0 ? 0 : Double.NaN;
    return new FeedbackScores(
        loss,
        nll,
        squaredErrors + nothing,
        1 - squaredErrors / variance(),
        expectileLosses + nothing,
        scored,
        known);
  }

  /** NaN where the known rewards do not vary. */
  private double variance() {
    double sum = 0;
    for (RewardedTokens batch : batches) {
      for (float reward : batch.rewards()) {
        sum += reward;
      }
    }
    double mean = sum / known;
    double squares = 0;
    for (RewardedTokens batch : batches) {
      for (float reward : batch.rewards()) {
        squares += (reward - mean) * (reward - mean);
      }
    }
    return squares > 0 ? squares / known : Double.NaN;
  }
}
