package org.temper.cli.recommenders;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.cli.training.Charts.Point;
import org.temper.data.BatchConfig;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * Next-item prediction on all users' events, measured on the validation targets after each epoch.
 * What is kept is the policy as it was when its NDCG@10 was highest; the training ends when that
 * was too many epochs ago.
 *
 * @param epochs the most passes over the log, at least 1
 * @param patience the epochs without a better figure after which it ends, at least 1
 * @param batchSize users of an update
 * @param maxLength the most events of a sequence
 * @param optimizer settings of AdamW's that do not depend on the length of a run
 */
record NextItemTraining(
    int epochs, int patience, int batchSize, int maxLength, OptimizerSettings optimizer) {
  private static final Logger LOG = LoggerFactory.getLogger(NextItemTraining.class);
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  /**
   * A trained policy.
   *
   * @param policy a frozen copy of the policy at its best, to be closed by the caller
   * @param curve validation NDCG@10 over the updates
   */
  record Trained(RecommenderPolicy policy, List<Point> curve) {}

  /**
   * AdamW.
   *
   * @param learningRate the rate after a warmup over {@code warmup} updates
   * @param weightDecay decoupled decay of matrices
   * @param warmup updates in which the rate rises
   */
  record OptimizerSettings(double learningRate, double weightDecay, int warmup) {
    AdamWConfig config() {
      return new AdamWConfig(
          Schedules.constant(learningRate, warmup), 0.9, 0.98, 1e-8, weightDecay, 1);
    }
  }

  /**
   * Trains.
   *
   * @param policy what is trained, measured and copied
   * @param scored how its loss sees it: the policy itself, or a view with a sampled softmax
   * @return the policy at its best, and how it came there
   */
  Trained run(
      RecommenderPolicy policy,
      Policy scored,
      Experiment experiment,
      Records records,
      Records.Run run) {
    UserSequences sequences =
        UserSequences.of(
            experiment.split().train(), SequenceConfig.of(maxLength), BatchConfig.of(batchSize));
    RankingEvaluation validation = experiment.validation();
    List<Point> curve = new ArrayList<>();
    Best best = new Best();
    try (Optimizer adamW = AdamW.of(policy.parameters(), optimizer.config())) {
      Updates<?> updates = new Updates<>(new SftTrainer(scored, adamW), sequences, run.seed());
      for (int epoch = 1; epoch <= epochs && epoch - best.epoch() <= patience; epoch++) {
        Map<String, Double> means = updates.make(updates.perEpoch());
        records.training(run, updates.made(), means);
        RankingResult result = validation.evaluate(PolicyScorer.of(policy, maxLength));
        records.evaluation(run, updates.made(), prefixed(result));
        double figure = result.mean(NDCG, TargetGroup.ALL);
        curve.add(new Point(updates.made(), figure));
        best.offer(figure, epoch, policy);
      }
      LOG.info(
          "{}, seed {}: validation NDCG@10 {} after {} epochs",
          run.method(),
          run.seed(),
          String.format("%.4f", best.figure()),
          best.epoch());
      return new Trained(best.take(), curve);
    } finally {
      best.close();
    }
  }

  private static Map<String, Double> prefixed(RankingResult result) {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    result.figures().forEach((name, value) -> figures.put("validation." + name, value));
    return figures.buildOrThrow();
  }
}
