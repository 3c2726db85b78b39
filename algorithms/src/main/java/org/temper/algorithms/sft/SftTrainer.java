package org.temper.algorithms.sft;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;
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
public final class SftTrainer implements Trainer<SequenceBatch, SftMetrics> {
  private final Policy policy;
  private final Optimizer optimizer;

  /**
   * A trainer. It owns neither of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public SftTrainer(Policy policy, Optimizer optimizer) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.policy = policy;
    this.optimizer = optimizer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, or no token in any of them is
   *     scored
   */
  @Override
  public SftMetrics update(List<SequenceBatch> microBatches) {
    long scoredTokens = scoredTokens("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer, microBatches, microBatch -> backward(microBatch, scoredTokens));
    return new SftMetrics(
        outcome.loss(),
        scoredTokens,
        microBatches.stream().mapToLong(SftTrainer::tokens).sum(),
        outcome.step().gradientNorm(),
        outcome.step().learningRate());
  }

  private double backward(SequenceBatch microBatch, long scoredTokens) {
    if (microBatch.scoredTokens() == 0) {
      return 0;
    }
    try (ScoredBatch scored = policy.score(microBatch)) {
      NDArray loss = share(scored, scoredTokens);
      scored.backward(loss);
      return loss.getFloat();
    }
  }

  /**
   * Scores held-out data; changes nothing.
   *
   * @param batches the data
   * @return negative log-likelihood over all scored tokens of all batches together
   * @throws IllegalArgumentException if there is no batch, or no token in any of them is scored
   */
  public SftEvaluation evaluate(List<SequenceBatch> batches) {
    long scoredTokens = scoredTokens("batches", batches);
    double loss = 0;
    for (SequenceBatch batch : batches) {
      try (TokenScores scored = policy.evaluate(batch)) {
        loss += share(scored, scoredTokens).getFloat();
      }
    }
    return new SftEvaluation(loss, scoredTokens);
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return SftMetrics.UNITS;
  }

  private static NDArray share(TokenScores scored, long scoredTokens) {
    return Reductions.tokenMean(
        SupervisedLosses.nll(scored.tokenLogProbs()),
        scored.completionMask(),
        (double) scoredTokens);
  }

  private static long scoredTokens(String argument, List<SequenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
    long count = batches.stream().mapToLong(SequenceBatch::scoredTokens).sum();
    checkArgument(count > 0, "%s: expected at least one scored token, got none", argument);
    return count;
  }

  private static long tokens(SequenceBatch batch) {
    long count = 0;
    for (int row = 0; row < batch.rows(); row++) {
      count += batch.length(row);
    }
    return count;
  }
}
