package org.temper.cli.recommenders;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.asft.BetaSearch;
import org.temper.cli.recommenders.Measures.Measured;
import org.temper.cli.recommenders.Models.Kind;
import org.temper.cli.recommenders.NextItemTraining.Trained;
import org.temper.cli.recommenders.Outcome.Trial;
import org.temper.cli.recommenders.RewardEnsemble.EnsemblePlan;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.interactions.Target;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * Post-trains a cloned policy by several methods, over seeds. A method's setting is chosen on the
 * validation targets with the first seed, and is the same for all.
 *
 * @param experiment what is trained and measured on
 * @param kind the cloned model
 * @param models makes it
 * @param cloning how it is trained
 * @param ensemble how the reward models are trained
 * @param plan what every method gets
 * @param methods the methods, cloning among them
 * @param choice by what a setting is chosen
 * @param seeds the seeds
 */
record Study(
    Experiment experiment,
    Kind kind,
    Models models,
    NextItemTraining cloning,
    EnsemblePlan ensemble,
    Plan plan,
    List<Method> methods,
    Choice choice,
    List<Long> seeds) {
  private static final Logger LOG = LoggerFactory.getLogger(Study.class);
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  /** By what of the validation targets a setting is chosen. */
  enum Choice {
    /** NDCG@10 of high targets. */
    HIGH_NDCG,
    /** What the judges expect of the first ten items. */
    REWARD
  }

  /**
   * What was found.
   *
   * @param cloned the cloned policy itself, by seed
   * @param outcomes by method, in order
   * @param residuals of the targets' rewards, by seed
   * @param advantages of the events that were trained on, with the first seed
   * @param rewardModels how well rewards are predicted
   */
  record Findings(
      List<Measured> cloned,
      List<Outcome> outcomes,
      List<TargetValues> residuals,
      ImmutableDoubleArray advantages,
      RewardModelCheck rewardModels) {}

  Findings run(Records records, SavedModels saved) throws IOException {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    methods.forEach(method -> outcomes.put(method.name(), new Outcome(method)));
    ImmutableList.Builder<Measured> cloned = ImmutableList.builder();
    ImmutableList.Builder<TargetValues> residuals = ImmutableList.builder();
    List<ImmutableDoubleArray> advantages = new ArrayList<>();
    List<RewardModelCheck> checks = new ArrayList<>();
    for (long seed : seeds) {
      try (RecommenderPolicy policy = clone(seed, records);
          RewardEnsemble teachers =
              RewardEnsemble.train("reward-model", experiment, models, ensemble, seed, records);
          RewardEnsemble judges =
              RewardEnsemble.train("judge", experiment, models, ensemble, seed, records)) {
        Workshop workshop = new Workshop(experiment, models, plan, policy, teachers, seed, records);
        RememberedScores judge = new RememberedScores(judges.scorer());
        Measures validation = measures(experiment.split().validation(), judge, workshop);
        Measures test = measures(experiment.split().test(), judge, workshop);
        if (checks.isEmpty()) {
          checks.add(RewardModelCheck.of(experiment, teachers));
          advantages.add(advantages(workshop));
          outcomes.values().forEach(outcome -> search(outcome, workshop, validation));
        }
        cloned.add(test.of(workshop.cloned()));
        residuals.add(test.residuals(workshop.bias()));
        for (Outcome outcome : outcomes.values()) {
          try (Candidate candidate = outcome.method().maker().make(workshop, outcome.chosen())) {
            outcome.addReported(test.of(candidate.scorer()), candidate);
            if (candidate.policy().isPresent() && seed == seeds.get(0)) {
              saved.save(outcome.method().name(), candidate.policy().orElseThrow());
            }
          }
        }
        LOG.info("seed {}: {} methods measured", seed, outcomes.size());
      }
    }
    return new Findings(
        cloned.build(),
        List.copyOf(outcomes.values()),
        residuals.build(),
        advantages.get(0),
        checks.get(0));
  }

  private RecommenderPolicy clone(long seed, Records records) {
    try (RecommenderPolicy policy = models.random(kind, seed)) {
      Trained trained =
          cloning.run(policy, policy, experiment, records, new Records.Run("cloned", seed));
      return trained.policy();
    }
  }

  private Measures measures(List<Target> targets, RememberedScores judge, Workshop workshop) {
    return Measures.of(experiment, targets, judge, workshop.cloned());
  }

  private void search(Outcome outcome, Workshop workshop, Measures validation) {
    BetaSearch search =
        BetaSearch.over(
            outcome.method().grid(),
            value -> {
              try (Candidate candidate = outcome.method().maker().make(workshop, value)) {
                Measured measured = validation.of(candidate.scorer());
                outcome.addTrial(new Trial(value, measured));
                return figure(measured);
              }
            });
    outcome.choose(search.best().beta());
    LOG.info(
        "{}: {} {} of {}",
        outcome.method().name(),
        outcome.method().setting(),
        outcome.chosen(),
        outcome.method().grid());
  }

  private double figure(Measured measured) {
    return switch (choice) {
      case HIGH_NDCG -> measured.ranking().mean(NDCG, TargetGroup.HIGH);
      case REWARD -> measured.reward().mean();
    };
  }

  private static ImmutableDoubleArray advantages(Workshop workshop) {
    double[] rewards = workshop.train().events().feedback(RewardColumns.REWARD).toArray();
    double[] baselines = workshop.train().events().feedback(RewardColumns.BASELINE).toArray();
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] -= baselines[i];
    }
    return ImmutableDoubleArray.copyOf(rewards);
  }
}
