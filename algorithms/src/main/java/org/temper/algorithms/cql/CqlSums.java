package org.temper.algorithms.cql;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.algorithms.logged.RewardedTokens;
import org.temper.api.SequenceBatch;

/** Adds up, over micro-batches, what {@link CqlScores} averages. */
final class CqlSums {
  private final List<RewardedTokens> batches;
  private final long tokens;
  private int seen;
  private double squaredErrors;
  private double logProbs;
  private double actionValues;
  private double rewards;

  private CqlSums(List<RewardedTokens> batches, long tokens) {
    this.batches = batches;
    this.tokens = tokens;
  }

  static CqlSums of(String argument, List<SequenceBatch> sequences) {
    List<RewardedTokens> batches = RewardedTokens.compared(argument, sequences);
    long tokens = batches.stream().mapToLong(RewardedTokens::count).sum();
    checkArgument(
        tokens > 0,
        "%s: expected at least one scored token with a known reward, got none",
        argument);
    return new CqlSums(batches, tokens);
  }

  long tokens() {
    return tokens;
  }

  /** The next batch's tokens. */
  RewardedTokens next() {
    return batches.get(seen++);
  }

  void add(RewardedTokens batch, float[] tokenLogProbs, double beta) {
    float[] known = batch.ofKnown(tokenLogProbs);
    float[] ofRewards = batch.rewards();
    float[] values = batch.baselines();
    for (int i = 0; i < known.length; i++) {
      double actionValue = values[i] + beta * known[i];
      double error = actionValue - ofRewards[i];
      squaredErrors += error * error;
      logProbs += known[i];
      actionValues += actionValue;
      rewards += ofRewards[i];
    }
  }

  CqlScores scores(double loss, CqlConfig config) {
    return new CqlScores(
        loss,
        squaredErrors / tokens,
        -config.beta() * logProbs / tokens,
        actionValues / tokens,
        rewards / tokens,
        tokens,
        batches.stream().mapToLong(RewardedTokens::unknown).sum());
  }
}
