package org.temper.cli.recommenders.training;

import ai.djl.training.tracker.Tracker;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.cli.options.values.Schedule;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.data.BatchConfig;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.reporting.Charts.Point;

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
public record NextItemTraining(
    int epochs, int patience, int batchSize, int maxLength, OptimizerSettings optimizer) {
  /**
   * A trained policy.
   *
   * @param policy a frozen copy of the policy at its best, to be closed by the caller
   * @param curve validation NDCG@10 over the updates
   */
  public record Trained(RecommenderPolicy policy, List<Point> curve) {}

  /**
   * AdamW.
   *
   * @param learningRate the rate after a warmup over {@code warmup} updates
   * @param weightDecay decoupled decay of matrices
   * @param warmup updates in which the rate rises
   * @param rowUpdates embeddings of which only what an update reached is changed
   */
  public record OptimizerSettings(
      double learningRate, double weightDecay, int warmup, ImmutableList<String> rowUpdates) {
    private static final double FINAL_SHARE = 0.1;

    /**
     * AdamW that changes all rows.
     *
     * @param learningRate the rate after a warmup over {@code warmup} updates
     * @param weightDecay decoupled decay of matrices
     * @param warmup updates in which the rate rises
     */
    public OptimizerSettings(double learningRate, double weightDecay, int warmup) {
      this(learningRate, weightDecay, warmup, ImmutableList.of());
    }

    /**
     * The settings of an optimizer.
     *
     * @return AdamW with the rate constant after its warmup
     */
    public AdamWConfig config() {
      return config(Schedules.constant(learningRate, warmup));
    }

    /**
     * The settings of an optimizer.
     *
     * @param schedule how the rate goes on after its warmup; a falling one ends with a tenth of it
     * @param updates updates of the whole run; a run that ends within its warmup only rises
     * @return AdamW with that rate
     */
    public AdamWConfig config(Schedule schedule, int updates) {
      int rising = Math.min(warmup, updates - 1);
      return config(schedule.rate(learningRate, FINAL_SHARE * learningRate, rising, updates));
    }

    private AdamWConfig config(Tracker rate) {
      return new AdamWConfig(rate, 0.9, 0.98, 1e-8, weightDecay, 1)
          .withRowUpdates(rowUpdates.toArray(String[]::new));
    }
  }

  /**
   * The same with an optimizer that changes only the items that an update looked up.
   *
   * @return the changed training
   */
  public NextItemTraining withRowUpdates() {
    return new NextItemTraining(
        epochs,
        patience,
        batchSize,
        maxLength,
        new OptimizerSettings(
            optimizer.learningRate(),
            optimizer.weightDecay(),
            optimizer.warmup(),
            ImmutableList.of(RecommenderPolicy.ITEM_TABLE)));
  }

  /**
   * Trains.
   *
   * @param stage the training's name
   * @param policy what is trained, measured and copied
   * @param scored how its loss sees it: the policy itself, or a view with a sampled softmax
   * @param experiment what it is trained and measured on
   * @param stages where it writes
   * @return the policy at its best, and how it came there
   */
  public Trained run(
      Stage stage,
      RecommenderPolicy policy,
      Policy scored,
      Experiment experiment,
      TrainingStages stages) {
    UserSequences sequences =
        UserSequences.of(
            experiment.split().train(), SequenceConfig.of(maxLength), BatchConfig.of(batchSize));
    RankingEvaluation validation = experiment.validation();
    RunConfig config =
        stages
            .config(stage, RunLength.ofEpochs(epochs), stage.seed())
            .withEvaluateEvery(sequences.updatesPerEpoch())
            .withCheckpointEvery(sequences.updatesPerEpoch())
            .withRetention(Retention.last(1).andBest(ValidationFigures.NDCG, Direction.MAX))
            .withEarlyStopping(ValidationFigures.NDCG, Direction.MAX, patience);
    try (Optimizer adamW = AdamW.of(policy.parameters(), optimizer.config())) {
      SftTrainer trainer = new SftTrainer(scored, adamW);
      TrainingRun<?> run =
          TrainingRun.of(trainer, sequences, config)
              .withEvaluator(
                  () ->
                      ValidationFigures.of(
                          validation.evaluate(PolicyScorer.of(policy, maxLength))));
      List<MetricLine> lines = stages.train(stage, trainer.state(), run);
      return new Trained(policy.frozenCopy(), curve(lines));
    }
  }

  private static List<Point> curve(List<MetricLine> lines) {
    return lines.stream()
        .filter(line -> line.update() > 0 && line.values().containsKey(ValidationFigures.NDCG))
        .map(
            line ->
                new Point(
                    line.update(), line.values().getOrDefault(ValidationFigures.NDCG, Double.NaN)))
        .toList();
  }
}
