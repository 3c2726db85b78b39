package org.temper.cli.recommenders;

import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.items.ItemGroupConfig;
import org.temper.algorithms.items.ItemGroupSource;
import org.temper.algorithms.items.ItemGroupTrainer;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.UpdateSource;
import org.temper.api.items.ItemInputs;
import org.temper.cli.recommenders.NextItemTraining.OptimizerSettings;
import org.temper.data.BatchConfig;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.feedback.FeedbackBias;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.optimizer.AdamW;
import org.temper.models.recommender.RecommenderPolicy;

/**
 * Where methods are put to work, of one seed: all start from the same cloned policy and get the
 * same data, the same number of updates of the same size.
 */
final class Workshop {
  /** How strongly biases are drawn to 0, in events. */
  static final double SHRINKAGE = 5;

  private static final int WARMUP = 5;

  /** More than one, or no ratio of probabilities would ever differ from 1. */
  private static final int UPDATES_PER_ITERATION = 5;

  /** Log-probabilities of the whole catalog are held for so many sequences at a time. */
  private static final int DRAWN_ROWS = 32;

  private final Models models;
  private final Plan plan;
  private final RecommenderPolicy cloned;
  private final ItemScorer clonedScores;
  private final InteractionLog train;
  private final RewardEnsemble teachers;
  private final Preferences preferences;
  private final long seed;
  private final Records records;

  Workshop(
      Experiment experiment,
      Models models,
      Plan plan,
      RecommenderPolicy cloned,
      RewardEnsemble ensemble,
      long seed,
      Records records) {
    int maxLength = models.shape().maxLength();
    this.models = models;
    this.plan = plan;
    this.cloned = cloned;
    this.clonedScores = new RememberedScores(PolicyScorer.of(cloned, maxLength));
    this.train = RewardColumns.of(experiment.split().train(), ensemble, plan, maxLength, seed);
    this.teachers = ensemble;
    this.preferences =
        new Preferences(
            UserSequences.of(
                train, RewardEnsemble.inputs(maxLength), BatchConfig.of(plan.batchSize())),
            train.events().items(),
            ensemble,
            cloned,
            plan.pairs());
    this.seed = seed;
    this.records = records;
  }

  /** Makes a trainer of a policy. */
  interface TrainerMaker<B> {
    Trainer<B> of(RecommenderPolicy policy, Optimizer optimizer);
  }

  /** Makes the updates of a policy. */
  private interface UpdatesMaker<B> {
    Updates<B> of(RecommenderPolicy policy, Optimizer optimizer);
  }

  /** The scores of the cloned policy. */
  ItemScorer cloned() {
    return clonedScores;
  }

  /** The events that are trained on, with all columns of rewards. */
  InteractionLog train() {
    return train;
  }

  /** Events with a column of rewards and one of what they are compared with. */
  UserSequences sequences(String rewards, String baselines) {
    return UserSequences.of(
        train,
        SequenceConfig.of(models.shape().maxLength())
            .withSideInput(ItemInputs.REWARDS, rewards)
            .withSideInput(ItemInputs.BASELINES, baselines),
        BatchConfig.of(plan.batchSize()));
  }

  /** Preferences by the ensemble's bounds. */
  Preferences preferences() {
    return preferences;
  }

  /** What users think of items beyond what they think of any. */
  FeedbackBias bias() {
    return FeedbackBias.ofUsersAndItems(train, RewardColumns.REWARD, SHRINKAGE);
  }

  /**
   * Trains a copy of the cloned policy.
   *
   * @param name in the records
   * @param rateFactor times the plan's learning rate
   */
  <B> Candidate train(
      String name, double rateFactor, UpdateSource<B> source, TrainerMaker<B> maker) {
    return train(
        name,
        cloned.trainableCopy(models.options(seed)),
        plan.learningRate() * rateFactor,
        plan.updates(),
        (policy, adamW) -> new Updates<>(maker.of(policy, adamW), source, seed));
  }

  /**
   * Trains a copy of the cloned policy on items that it draws itself, by what the reward models say
   * of them. It makes as many optimizer updates as any other method, of as many sequences each, in
   * iterations of {@value #UPDATES_PER_ITERATION}. Nothing is dropped out, so that ratios of
   * probabilities are those of the policy.
   *
   * @param name in the records
   * @param config how, but for the updates of an iteration
   */
  Candidate reinforce(String name, ItemGroupConfig config) {
    UserSequences sequences =
        UserSequences.of(
            train,
            RewardEnsemble.inputs(models.shape().maxLength()),
            BatchConfig.of(plan.batchSize()).withMicroBatchSize(DRAWN_ROWS));
    return train(
        name,
        cloned.trainableCopy(models.options(seed).withDropout(0, seed)),
        plan.learningRate(),
        Math.max(1, plan.updates() / UPDATES_PER_ITERATION),
        (policy, adamW) ->
            new Updates<>(
                new ItemGroupTrainer(
                    policy, cloned, adamW, config.withUpdates(1, UPDATES_PER_ITERATION)),
                new ItemGroupSource(
                    sequences,
                    policy,
                    new TeachersReward(teachers, config.baseline()),
                    plan.groupSize(),
                    UPDATES_PER_ITERATION),
                seed));
  }

  private <B> Candidate train(
      String name, RecommenderPolicy policy, double rate, int count, UpdatesMaker<B> maker) {
    try (Optimizer adamW =
        AdamW.of(policy.parameters(), new OptimizerSettings(rate, 0, WARMUP).config())) {
      Updates<B> updates = maker.of(policy, adamW);
      Map<String, Double> means = updates.make(count);
      records.training(new Records.Run(name, seed), updates.made(), means);
      return new Candidate(
          new RememberedScores(PolicyScorer.of(policy, models.shape().maxLength())),
          means,
          Optional.of(policy));
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }
}
