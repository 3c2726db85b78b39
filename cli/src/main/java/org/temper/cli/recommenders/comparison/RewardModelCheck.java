package org.temper.cli.recommenders.comparison;

import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.cli.recommenders.experiment.CachedScores;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;
import org.temper.interactions.feedback.FeedbackBias;
import org.temper.interactions.feedback.FeedbackPredictor;
import org.temper.interactions.feedback.PredictionError;

/**
 * The accuracy with which the validation targets' rewards are predicted, by the reward models and
 * by means.
 *
 * @param errors by predictor; {@code reward-model} is the ensemble
 */
record RewardModelCheck(Map<String, PredictionError> errors) {
  private static final String ENSEMBLE = "reward-model";
  private static final int AT_ONCE = 512;

  static RewardModelCheck of(Experiment experiment, RewardEnsemble ensemble) {
    InteractionLog train = experiment.split().train();
    String column = Experiment.REWARD;
    List<Target> targets = experiment.split().validation();
    CachedScores scores = new CachedScores(ensemble.scorer());
    Lists.partition(targets.stream().map(Target::query).toList(), AT_ONCE).forEach(scores::scores);
    Map<String, FeedbackPredictor> predictors = new LinkedHashMap<>();
    predictors.put(ENSEMBLE, (query, item) -> predicted(scores, query, item));
    predictors.put("user-mean", FeedbackBias.ofUsers(train, column));
    predictors.put("item-mean", FeedbackBias.ofItems(train, column));
    predictors.put(
        "user-item-bias", FeedbackBias.ofUsersAndItems(train, column, PostTraining.SHRINKAGE));
    Map<String, PredictionError> errors = new LinkedHashMap<>();
    predictors.forEach(
        (name, predictor) -> errors.put(name, PredictionError.of(predictor, targets, column)));
    return new RewardModelCheck(errors);
  }

  private static double predicted(ItemScorer scores, Query query, int item) {
    return scores.scores(List.of(query))[0][item];
  }

  /** For people to read: the errors, and whether the model is worth more than a mean. */
  String verdict() {
    String best =
        errors.entrySet().stream()
            .min(Comparator.comparingDouble(entry -> entry.getValue().rootMeanSquare()))
            .orElseThrow()
            .getKey();
    return best.equals(ENSEMBLE)
        ? "The reward models predict better than user, item and both means."
        : "The reward models predict worse than " + best + ": their estimates say little.";
  }
}
