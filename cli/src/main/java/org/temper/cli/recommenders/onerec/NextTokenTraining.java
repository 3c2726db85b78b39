package org.temper.cli.recommenders.onerec;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftMetrics;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.options.values.Schedule;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.cli.recommenders.training.ValidationFigures;
import org.temper.data.BatchConfig;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.TargetSequences;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.optimizer.AdamW;

/**
 * Next-token prediction on all users' events. What is kept is the policy as it was when the
 * validation targets were most probable, or ranked highest; every model has the same number of
 * updates before that.
 *
 * @param network what is trained
 * @param session the most items that it generates after a history
 * @param epochs passes over the log
 * @param batchSize users of an update
 * @param maxItems the most events of a sequence
 * @param dropout the share of activations that is dropped where it is trained
 * @param optimizer settings of AdamW's
 * @param schedule how the learning rate goes on after the warmup
 * @param chooseBy what tells which epoch is kept
 * @param ranked the most validation targets that are searched for, where that is what tells
 */
record NextTokenTraining(
    Network network,
    int session,
    int epochs,
    int batchSize,
    int maxItems,
    double dropout,
    OptimizerSettings optimizer,
    Schedule schedule,
    ChooseBy chooseBy,
    int ranked) {
  private static final int EVALUATION_BATCH = 128;
  private static final String LOSS = "validation.loss";

  /** Users' training events as items, by update. */
  UserSequences sequences(Experiment experiment) {
    return network.sequences(
        experiment.split().train(), maxItems, session, BatchConfig.of(batchSize));
  }

  /** Trains, and leaves the policy as it was at its best; {@code scorer} ranks by it. */
  void run(
      Stage stage,
      Policy policy,
      ItemTokens writing,
      ItemScorer scorer,
      Experiment experiment,
      TrainingStages stages) {
    UpdateSource<SequenceBatch> sequences = writing.write(sequences(experiment));
    List<SequenceBatch> validation =
        TargetSequences.inOrder(
                experiment.split().validation(), SequenceConfig.of(maxItems), EVALUATION_BATCH)
            .stream()
            .map(writing::write)
            .toList();
    RunConfig config =
        stages
            .config(stage, RunLength.ofEpochs(epochs), stage.seed())
            .withEvaluateEvery(sequences.updatesPerEpoch())
            .withCheckpointEvery(sequences.updatesPerEpoch())
            .withRetention(
                switch (chooseBy) {
                  case LOSS -> Retention.last(1).andBest(LOSS, Direction.MIN);
                  case NDCG -> Retention.last(1).andBest(ValidationFigures.NDCG, Direction.MAX);
                });
    Supplier<Map<String, Double>> ranks =
        switch (chooseBy) {
          case LOSS -> Map::of;
          case NDCG -> {
            RankingEvaluation ranking = experiment.validation(ranked, stage.seed());
            yield () -> ValidationFigures.of(ranking.evaluate(scorer));
          }
        };
    int updates = Ints.saturatedCast(epochs * sequences.updatesPerEpoch());
    try (Policy scored = network.dropping(policy, dropout, stage.seed());
        Optimizer adamW = AdamW.of(policy.parameters(), optimizer.config(schedule, updates))) {
      SftTrainer trainer = new SftTrainer(scored, adamW);
      TrainingRun<?> run =
          TrainingRun.of(trainer, sequences, config)
              .withEvaluator(
                  () ->
                      ImmutableMap.<String, Double>builder()
                          .put(LOSS, trainer.evaluate(validation).get(SftMetrics.LOSS))
                          .putAll(ranks.get())
                          .buildOrThrow());
      stages.train(stage, trainer.state(), run);
    }
  }
}
