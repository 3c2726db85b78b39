package org.temper.cli.recommenders.training;

import com.google.common.collect.Lists;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.feedback.FeedbackConfig;
import org.temper.algorithms.feedback.FeedbackTrainer;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Optimizer;
import org.temper.api.items.FeedbackModel;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.data.BatchConfig;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.optimizer.AdamW;

/** Trains a reward model and leaves it as it was when it predicted validation targets best. */
final class RewardTraining {
  private static final int MOST_TARGETS = 1000;
  private static final int AT_ONCE = 250;
  private static final String ERROR = "validation.mse";

  private final UserSequences sequences;
  private final List<Target> targets;
  private final EnsembleConfig ensemble;
  private final FeedbackConfig feedback;
  private final int maxLength;

  RewardTraining(
      Experiment experiment, EnsembleConfig ensemble, FeedbackConfig feedback, int maxLength) {
    this.sequences =
        UserSequences.of(
            experiment.split().train(),
            RewardEnsemble.inputs(maxLength),
            BatchConfig.of(ensemble.batchSize()));
    List<Target> validation = experiment.split().validation();
    this.targets = validation.subList(0, Math.min(MOST_TARGETS, validation.size()));
    this.ensemble = ensemble;
    this.feedback = feedback;
    this.maxLength = maxLength;
  }

  /** Trains a model; the seed decides the order of its data. */
  void run(Stage stage, FeedbackModel model, long seed, TrainingStages stages) {
    ItemScorer scorer = RewardEnsemble.scorer(model::nextFeedback, maxLength);
    RunConfig config =
        stages
            .config(stage, RunLength.ofEpochs(ensemble.epochs()), seed)
            .withEvaluateEvery(sequences.updatesPerEpoch())
            .withCheckpointEvery(sequences.updatesPerEpoch())
            .withRetention(Retention.last(1).andBest(ERROR, Direction.MIN));
    try (Optimizer adamW = AdamW.of(model.parameters(), ensemble.optimizer().config())) {
      FeedbackTrainer trainer = new FeedbackTrainer(model, adamW, feedback);
      TrainingRun<?> run =
          TrainingRun.of(trainer, sequences, config)
              .withEvaluator(() -> Map.of(ERROR, meanSquaredError(scorer)));
      stages.train(stage, trainer.state(), run);
    }
  }

  private double meanSquaredError(ItemScorer scorer) {
    double sum = 0;
    for (List<Target> part : Lists.partition(targets, AT_ONCE)) {
      List<Query> queries = part.stream().map(Target::query).toList();
      float[][] predicted = scorer.scores(queries);
      for (int i = 0; i < part.size(); i++) {
        double error = predicted[i][part.get(i).item()] - part.get(i).feedback(Experiment.REWARD);
        sum += error * error;
      }
    }
    return sum / targets.size();
  }
}
