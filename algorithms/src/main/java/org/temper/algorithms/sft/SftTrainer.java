package org.temper.algorithms.sft;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
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
  private final ImmutableList<String> labels;

  /**
   * A trainer. It owns neither of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public SftTrainer(Policy policy, Optimizer optimizer) {
    this(policy, optimizer, ImmutableList.of());
  }

  private SftTrainer(Policy policy, Optimizer optimizer, ImmutableList<String> labels) {
    this.policy = policy;
    this.labels = labels;
    this.updater =
        Updater.of("policy", policy.parameters(), optimizer, SftMetrics.ofLabels(labels));
  }

  /**
   * A trainer that also reports the loss, the tokens and the examples of rows by their label
   * ({@link SequenceBatch#labels}), such as the buckets of a mixture. The updates are those of
   * {@link #SftTrainer}. It owns neither of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param labels the labels that rows may have, each once, in lower snake case
   * @return the trainer
   * @throws IllegalArgumentException if the optimizer has no parameters, a label is there twice or
   *     has other characters
   */
  public static SftTrainer byLabel(Policy policy, Optimizer optimizer, List<String> labels) {
    checkArgument(
        ImmutableSet.copyOf(labels).size() == labels.size(),
        "labels: expected each once, got %s",
        labels);
    return new SftTrainer(policy, optimizer, ImmutableList.copyOf(labels));
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
    checkLabels(microBatches);
    MetricTally tally = updater.tally();
    tally.add(SftMetrics.SCORED_TOKENS, (double) scoredTokens);
    tally.add(SftMetrics.TOKENS, microBatches.stream().mapToDouble(SftTrainer::tokens).sum());
    microBatches.forEach(batch -> tallyRows(batch, tally));
    return updater.update(tally, scored(microBatches), policy::score, nll(scoredTokens));
  }

  /**
   * Scores held-out data; changes nothing.
   *
   * @param batches the data
   * @return {@link SftMetrics#LOSS} over all scored tokens of all batches together, and that of
   *     each label that their rows have
   * @throws IllegalArgumentException if there is no batch, or no token in any of them is scored
   */
  public Metrics evaluate(List<SequenceBatch> batches) {
    checkLabels(batches);
    return updater.evaluate(batches, policy::evaluate, nll(scoredTokens("batches", batches)));
  }

  @Override
  public TrainerDescription description() {
    return updater.description(Map.of("algorithm", "sft"));
  }

  private Updater.Share<TokenScores, SequenceBatch> nll(long scoredTokens) {
    return (scores, batch, tally) -> {
      NDArray losses = SupervisedLosses.nll(scores.tokenLogProbs());
      if (!labels.isEmpty()) {
        tallyLosses(batch, scores.tokenLogProbs().toFloatArray(), tally);
      }
      return Reductions.tokenMean(losses, scores.completionMask(), (double) scoredTokens);
    };
  }

  private void checkLabels(List<SequenceBatch> batches) {
    for (SequenceBatch batch : batches) {
      checkArgument(
          labels.isEmpty() || labels.containsAll(batch.labels()),
          "batches: expected rows of the labels %s, got those of %s",
          labels,
          batch.labels());
    }
  }

  private void tallyRows(SequenceBatch batch, MetricTally tally) {
    if (labels.isEmpty()) {
      return;
    }
    for (int row = 0; row < batch.labels().size(); row++) {
      String label = batch.labels().get(row);
      tally.add(SftMetrics.tokens(label), (double) batch.length(row));
      tally.add(SftMetrics.examples(label), 1.0);
    }
  }

  private void tallyLosses(SequenceBatch batch, float[] logProbs, MetricTally tally) {
    for (int row = 0; row < batch.labels().size(); row++) {
      double sum = 0;
      int count = 0;
      for (int column = 0; column < batch.columns(); column++) {
        if (batch.isScored(row, column)) {
          sum -= logProbs[row * batch.columns() + column];
          count++;
        }
      }
      tally.add(SftMetrics.loss(batch.labels().get(row)), sum, count);
    }
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
