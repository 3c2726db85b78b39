package org.temper.cli.recommenders;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.Lists;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.feedback.FeedbackConfig;
import org.temper.algorithms.feedback.FeedbackTrainer;
import org.temper.api.Optimizer;
import org.temper.api.items.FeedbackModel;
import org.temper.cli.recommenders.RewardEnsemble.EnsemblePlan;
import org.temper.data.BatchConfig;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.kernel.GradientMode;
import org.temper.models.optimizer.AdamW;

/** Trains a reward model and leaves it as it was when it predicted validation targets best. */
final class RewardTraining {
  private static final int MOST_TARGETS = 1000;
  private static final int AT_ONCE = 250;

  private final UserSequences sequences;
  private final List<Target> targets;
  private final EnsemblePlan plan;
  private final FeedbackConfig config;
  private final int maxLength;

  RewardTraining(Experiment experiment, EnsemblePlan plan, FeedbackConfig config, int maxLength) {
    this.sequences =
        UserSequences.of(
            experiment.split().train(),
            RewardEnsemble.inputs(maxLength),
            BatchConfig.of(plan.batchSize()));
    List<Target> validation = experiment.split().validation();
    this.targets = validation.subList(0, Math.min(MOST_TARGETS, validation.size()));
    this.plan = plan;
    this.config = config;
    this.maxLength = maxLength;
  }

  void run(FeedbackModel model, Records records, Records.Run run, long seed) {
    ItemScorer scorer = RewardEnsemble.scorer(model::nextFeedback, maxLength);
    try (Optimizer adamW = AdamW.of(model.parameters(), plan.optimizer().config());
        NDManager manager = NDManager.newBaseManager()) {
      Updates<?> updates =
          new Updates<>(new FeedbackTrainer(model, adamW, config), sequences, seed);
      double least = Double.POSITIVE_INFINITY;
      Map<String, NDArray> best = Map.of();
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        Map<String, Double> means = updates.make(updates.perEpoch());
        records.training(run, updates.made(), means);
        double error = meanSquaredError(scorer);
        records.evaluation(run, updates.made(), Map.of("validation.mse", error));
        if (error < least) {
          least = error;
          best.values().forEach(NDArray::close);
          best = copies(model, manager);
        }
      }
      model.parameters().restore(best);
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

  private static Map<String, NDArray> copies(FeedbackModel model, NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    try (GradientMode off = GradientMode.off()) {
      model
          .parameters()
          .state()
          .forEach(
              (name, array) -> {
                NDArray copy = array.duplicate();
                copy.attach(manager);
                copies.put(name, copy);
              });
    }
    return copies;
  }
}
