package org.temper.algorithms.sft;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;

/**
 * Supervised fine-tuning: raises the likelihood of the tokens that each batch's completion mask
 * shows.
 *
 * <pre>loss = −(1 / N) · Σ log π(token | tokens before it)</pre>
 *
 * <p>over the N scored tokens of the whole batch, however it is split into micro-batches. Trains on
 * completions alone or on whole texts, as the mask says.
 *
 * <p>Source: Ouyang et al. 2022, "Training language models to follow instructions with human
 * feedback", section 3.5.
 */
public final class SftTrainer implements Trainer<SequenceBatch> {
  private final Policy policy;
  private final Updater updater;

  /**
   * A trainer. It owns neither of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public SftTrainer(Policy policy, Optimizer optimizer) {
    this.policy = policy;
    this.updater = Updater.of("policy", policy.parameters(), optimizer, SftMetrics.ALL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, or no token in any of them is
   *     scored
   */
  @Override
  public Metrics update(List<SequenceBatch> microBatches) {
    long scoredTokens = scoredTokens("microBatches", microBatches);
    MetricTally tally = updater.tally();
    tally.add(SftMetrics.SCORED_TOKENS, (double) scoredTokens);
    tally.add(SftMetrics.TOKENS, microBatches.stream().mapToDouble(SftTrainer::tokens).sum());
    return updater.update(tally, scored(microBatches), policy::score, nll(scoredTokens));
  }

  /**
   * Scores held-out data; changes nothing.
   *
   * @param batches the data
   * @return {@link SftMetrics#LOSS} over all scored tokens of all batches together
   * @throws IllegalArgumentException if there is no batch, or no token in any of them is scored
   */
  public Metrics evaluate(List<SequenceBatch> batches) {
    return updater.evaluate(batches, policy::evaluate, nll(scoredTokens("batches", batches)));
  }

  @Override
  public TrainerDescription description() {
    return updater.description(Map.of("algorithm", "sft"));
  }

  private static Updater.Share<TokenScores, SequenceBatch> nll(long scoredTokens) {
    return (scores, batch, tally) -> {
      NDArray losses = SupervisedLosses.nll(scores.tokenLogProbs());
      return Reductions.tokenMean(losses, scores.completionMask(), (double) scoredTokens);
    };
  }

  private static long scoredTokens(String argument, List<SequenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    long count = batches.stream().mapToLong(SequenceBatch::scoredTokens).sum();
    checkArgument(count > 0, "%s: expected at least one scored token, got none", argument);
    return count;
  }

  private static List<SequenceBatch> scored(List<SequenceBatch> batches) {
    return batches.stream().filter(batch -> batch.scoredTokens() > 0).toList();
  }

  private static long tokens(SequenceBatch batch) {
    long count = 0;
    for (int row = 0; row < batch.rows(); row++) {
      count += batch.length(row);
    }
    return count;
  }
}
