package org.temper.cli.recommenders.comparison;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.asft.BetaSearch;
import org.temper.cli.recommenders.comparison.Trials.Keeper;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.experiment.RewardResiduals;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.PostTrainingConfig;
import org.temper.cli.recommenders.training.RewardColumns;
import org.temper.cli.recommenders.training.RewardEnsemble;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.cli.recommenders.training.Stage;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * A comparison of methods that post-train one cloned policy, over seeds. A method's setting is
 * chosen on the validation targets with the first seed, and is the same for all.
 *
 * @param experiment what is trained and measured on
 * @param kind the cloned model
 * @param models makes it
 * @param cloning how it is trained
 * @param ensemble how the reward models are trained
 * @param judge the architecture of those that judge, trained alike
 * @param postTraining what every method gets
 * @param methods the methods, cloning among them
 * @param search how a setting is chosen
 * @param seeds the seeds
 */
public record MethodComparison(
    Experiment experiment,
    Kind kind,
    Models models,
    NextItemTraining cloning,
    EnsembleConfig ensemble,
    Kind judge,
    PostTrainingConfig postTraining,
    List<Method> methods,
    SearchConfig search,
    List<Long> seeds) {
  private static final Logger LOG = LoggerFactory.getLogger(MethodComparison.class);

  /**
   * How a setting is chosen.
   *
   * @param choice by what of the validation targets
   * @param widen the most values beyond a grid's own that are tried while the best is on its edge
   */
  public record SearchConfig(Choice choice, int widen) {}

  /**
   * What was found.
   *
   * @param cloned the cloned policy itself, by seed
   * @param results by method, in order
   * @param residuals of the targets' rewards, by seed
   * @param advantages of the events that were trained on, with the first seed
   * @param rewardModels how well rewards are predicted, with the first seed
   * @param validationResiduals of the rewards of the targets to choose by, with the first seed
   */
  record Findings(
      List<Measured> cloned,
      List<MethodResult> results,
      List<TargetValues> residuals,
      ImmutableDoubleArray advantages,
      RewardModelCheck rewardModels,
      RewardResiduals validationResiduals) {}

  Findings run(TrainingStages stages, SavedModels saved) throws IOException {
    List<MethodResult> results = methods.stream().map(MethodResult::new).toList();
    List<Measured> cloned = new ArrayList<>();
    List<TargetValues> residuals = new ArrayList<>();
    List<ImmutableDoubleArray> advantages = new ArrayList<>();
    List<RewardModelCheck> checks = new ArrayList<>();
    List<RewardResiduals> toChooseBy = new ArrayList<>();
    for (long seed : seeds) {
      try (RecommenderPolicy policy = clone(seed, stages);
          RewardEnsemble rewardModels = train("reward-model", ensemble, seed, stages);
          RewardEnsemble judges = train("judge", ensemble.withKind(judge), seed, stages)) {
        PostTraining training =
            new PostTraining(experiment, models, postTraining, policy, rewardModels, seed, stages);
        Trials trials = new Trials(experiment, training, judges, stages);
        Keeper keeper = (method, trained) -> {};
        if (seed == seeds.get(0)) {
          checks.add(RewardModelCheck.of(experiment, rewardModels));
          advantages.add(advantages(training));
          toChooseBy.add(trials.validationResiduals());
          results.forEach(result -> search(result, trials, toChooseBy.get(0)));
          keeper = saved::save;
        }
        cloned.add(trials.cloned());
        residuals.add(trials.residuals());
        for (MethodResult result : results) {
          result.addReported(trials.report(result.method(), result.chosen(), keeper));
          trials.deleteModels(result);
        }
        LOG.info("seed {}: {} methods measured", seed, results.size());
      }
    }
    return new Findings(
        cloned, results, residuals, advantages.get(0), checks.get(0), toChooseBy.get(0));
  }

  private RecommenderPolicy clone(long seed, TrainingStages stages) {
    try (RecommenderPolicy policy = models.random(kind, seed)) {
      return cloning.run(Stage.of("cloned", seed), policy, policy, experiment, stages).policy();
    }
  }

  private RewardEnsemble train(
      String name, EnsembleConfig config, long seed, TrainingStages stages) {
    return RewardEnsemble.train(name, experiment, models, config, seed, stages);
  }

  private void search(MethodResult result, Trials trials, RewardResiduals residuals) {
    Method method = result.method();
    List<Double> values = new ArrayList<>(method.grid().values());
    Map<Double, Double> figures = new HashMap<>();
    while (true) {
      double best =
          BetaSearch.over(
                  values,
                  value ->
                      figures.computeIfAbsent(
                          value,
                          untried -> {
                            Trial trial = trials.validate(method, untried);
                            result.addTrial(trial);
                            return search.choice().of(trial.measured(), residuals);
                          }))
              .best()
              .beta();
      result.choose(best);
      Optional<Double> next = method.grid().beyond(best, values);
      if (next.isEmpty() || values.size() - method.grid().values().size() >= search.widen()) {
        break;
      }
      values.add(next.get());
    }
    LOG.info("{}: {} {} of {}", method.name(), method.setting(), result.chosen(), values);
  }

  private static ImmutableDoubleArray advantages(PostTraining training) {
    double[] rewards = training.train().events().feedback(RewardColumns.REWARD).toArray();
    double[] baselines = training.train().events().feedback(RewardColumns.BASELINE).toArray();
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] -= baselines[i];
    }
    return ImmutableDoubleArray.copyOf(rewards);
  }
}
