package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.Summary;
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
 * The accuracy with which rewards are predicted, by the reward models and by means. What counts is
 * that on the targets that are reported: by those to choose by the models' training was stopped.
 *
 * @param validation on the targets to choose by, by predictor; {@code reward-model} is the ensemble
 * @param heldOut on the targets that are reported, which no training saw
 */
record RewardModelCheck(
    ImmutableMap<String, PredictionError> validation,
    ImmutableMap<String, PredictionError> heldOut) {
  private static final String ENSEMBLE = "reward-model";
  private static final int AT_ONCE = 512;

  static RewardModelCheck of(Experiment experiment, RewardEnsemble ensemble) {
    InteractionLog train = experiment.split().train();
    String column = Experiment.REWARD;
    CachedScores scores = new CachedScores(ensemble.scorer());
    Map<String, FeedbackPredictor> predictors = new LinkedHashMap<>();
    predictors.put(ENSEMBLE, (query, item) -> predicted(scores, query, item));
    predictors.put("user-mean", FeedbackBias.ofUsers(train, column));
    predictors.put("item-mean", FeedbackBias.ofItems(train, column));
    predictors.put(
        "user-item-bias", FeedbackBias.ofUsersAndItems(train, column, PostTraining.SHRINKAGE));
    return new RewardModelCheck(
        errors(predictors, experiment.split().validation(), scores),
        errors(predictors, experiment.split().test(), scores));
  }

  private static ImmutableMap<String, PredictionError> errors(
      Map<String, FeedbackPredictor> predictors, List<Target> targets, CachedScores scores) {
    Lists.partition(targets.stream().map(Target::query).toList(), AT_ONCE).forEach(scores::scores);
    ImmutableMap.Builder<String, PredictionError> errors = ImmutableMap.builder();
    predictors.forEach(
        (name, predictor) ->
            errors.put(name, PredictionError.of(predictor, targets, Experiment.REWARD)));
    return errors.buildOrThrow();
  }

  private static double predicted(ItemScorer scores, Query query, int item) {
    return scores.scores(List.of(query))[0][item];
  }

  /** The root mean squared error of a predictor on the targets that are reported. */
  double rootMeanSquare(String predictor) {
    PredictionError error = heldOut.get(predictor);
    return error == null ? Double.NaN : error.rootMeanSquare();
  }

  /**
   * Puts each error as {@code PREDICTOR.validation.rmse} and {@code PREDICTOR.test.rmse}.
   *
   * @param prefix before the name, such as {@code noise-2.}; may be empty
   */
  void put(Summary summary, String prefix) {
    validation.forEach(
        (name, error) -> summary.put(prefix + name, "validation.rmse", error.rootMeanSquare()));
    heldOut.forEach(
        (name, error) -> summary.put(prefix + name, "test.rmse", error.rootMeanSquare()));
  }

  /** For people to read: whether the model is worth more than a mean. */
  String verdict() {
    String best =
        heldOut.entrySet().stream()
            .min(Comparator.comparingDouble(entry -> entry.getValue().rootMeanSquare()))
            .orElseThrow()
            .getKey();
    return best.equals(ENSEMBLE)
        ? "The reward models predict better than user, item and both means."
        : "The reward models predict worse than " + best + ": their estimates say little.";
  }
}
