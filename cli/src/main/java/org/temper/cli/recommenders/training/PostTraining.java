package org.temper.cli.recommenders.training;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.items.ItemGroupConfig;
import org.temper.algorithms.items.ItemGroupSource;
import org.temper.algorithms.items.ItemGroupTrainer;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Optimizer;
import org.temper.api.Stateful;
import org.temper.api.items.ItemInputs;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.experiment.CachedScores;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
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
 * Post-training of one seed's cloned policy: all methods start from it and get the same data, the
 * same number of updates of the same size.
 */
public final class PostTraining {
  /** How strongly biases are drawn to 0, in events. */
  public static final double SHRINKAGE = 5;

  private static final int WARMUP = 5;

  /** More than one, or no ratio of probabilities would ever differ from 1. */
  private static final int UPDATES_PER_ITERATION = 5;

  /** Optimizer updates between checkpoints: a few seconds' worth. */
  private static final int CHECKPOINT_EVERY = 20;

  /** Log-probabilities of the whole catalog are held for so many sequences at a time. */
  private static final int DRAWN_ROWS = 32;

  private final Models models;
  private final PostTrainingConfig config;
  private final RecommenderPolicy cloned;
  private final ItemScorer clonedScores;
  private final InteractionLog train;
  private final RewardEnsemble rewardModels;
  private final PreferenceSource preferences;
  private final long seed;
  private final TrainingStages stages;

  /**
   * Post-training of a cloned policy.
   *
   * @param experiment what is trained on
   * @param models how copies of the policy run
   * @param config what every method gets
   * @param cloned the policy that all start from
   * @param rewardModels what rewards are learned by
   * @param seed of all trainings
   * @param stages where they write
   */
  public PostTraining(
      Experiment experiment,
      Models models,
      PostTrainingConfig config,
      RecommenderPolicy cloned,
      RewardEnsemble rewardModels,
      long seed,
      TrainingStages stages) {
    int maxLength = models.shape().maxLength();
    this.models = models;
    this.config = config;
    this.cloned = cloned;
    this.clonedScores = new CachedScores(PolicyScorer.of(cloned, maxLength));
    this.train =
        RewardColumns.of(experiment.split().train(), rewardModels, config, maxLength, seed);
    this.rewardModels = rewardModels;
    this.preferences =
        new PreferenceSource(
            UserSequences.of(
                train, RewardEnsemble.inputs(maxLength), BatchConfig.of(config.batchSize())),
            train.events().items(),
            rewardModels,
            cloned,
            config.pairs());
    this.seed = seed;
    this.stages = stages;
  }

  /**
   * Makes a trainer of a policy.
   *
   * @param <B> its micro-batches
   */
  public interface TrainerMaker<B> {
    /**
     * Makes a trainer.
     *
     * @param policy what is trained
     * @param optimizer updates its parameters
     * @return the trainer
     */
    Trainer<B> of(RecommenderPolicy policy, Optimizer optimizer);
  }

  /** A run with the state of its trainer. */
  private record Setup(TrainingRun<?> run, Map<String, Stateful> state) {}

  /** A maker of the run that trains a policy. */
  private interface SetupMaker {
    Setup of(RecommenderPolicy policy, Optimizer optimizer, RunConfig run);
  }

  /**
   * The seed of all trainings.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * The scores of the cloned policy.
   *
   * @return a scorer that remembers them
   */
  public ItemScorer cloned() {
    return clonedScores;
  }

  /**
   * The events that are trained on.
   *
   * @return the log with all columns of rewards
   */
  public InteractionLog train() {
    return train;
  }

  /**
   * Events with a column of rewards and one of what they are compared with.
   *
   * @param rewards the column of rewards
   * @param baselines the other column
   * @return the sequences of all users
   */
  public UserSequences sequences(String rewards, String baselines) {
    return UserSequences.of(
        train,
        SequenceConfig.of(models.shape().maxLength())
            .withSideInput(ItemInputs.REWARDS, rewards)
            .withSideInput(ItemInputs.BASELINES, baselines),
        BatchConfig.of(config.batchSize()));
  }

  /**
   * Preferences by the ensemble's bounds.
   *
   * @return their source, the same for all methods
   */
  public PreferenceSource preferences() {
    return preferences;
  }

  /**
   * What users think of items beyond what they think of any.
   *
   * @return the biases of users and items
   */
  public FeedbackBias bias() {
    return FeedbackBias.ofUsersAndItems(train, RewardColumns.REWARD, SHRINKAGE);
  }

  /**
   * What users give any item.
   *
   * @return the users' means
   */
  public FeedbackBias userBias() {
    return FeedbackBias.ofUsers(train, RewardColumns.REWARD);
  }

  /**
   * The items' mean advantages against a baseline, drawn to 0 as biases are.
   *
   * @param baselines the column of what rewards are compared with
   * @return by the item's id; 0 for an item without events
   */
  public ImmutableDoubleArray itemAdvantages(String baselines) {
    ImmutableDoubleArray rewards = train.events().feedback(RewardColumns.REWARD);
    ImmutableDoubleArray compared = train.events().feedback(baselines);
    double[] sums = new double[train.items().size()];
    double[] counts = new double[sums.length];
    for (int row = 0; row < train.size(); row++) {
      int item = train.events().items().get(row);
      sums[item] += rewards.get(row) - compared.get(row);
      counts[item]++;
    }
    for (int item = 0; item < sums.length; item++) {
      sums[item] /= counts[item] + SHRINKAGE;
    }
    return ImmutableDoubleArray.copyOf(sums);
  }

  /**
   * The largest weight of an event.
   *
   * @param own the cap that the method has of its own
   * @return what all methods were given, or else its own
   */
  public double cap(double own) {
    return config.cap().orElse(own);
  }

  /**
   * Trains a copy of the cloned policy.
   *
   * @param stage the training
   * @param rateFactor times the configured learning rate
   * @param source what it is trained on
   * @param maker makes the trainer
   * @param <B> the trainer's micro-batches
   * @return what became of it, to be closed by the caller
   */
  public <B> PostTrained train(
      Stage stage, double rateFactor, UpdateSource<B> source, TrainerMaker<B> maker) {
    return train(
        stages
            .config(stage, RunLength.ofUpdates(config.updates()), seed)
            .withCheckpointEvery(CHECKPOINT_EVERY),
        stage,
        cloned.trainableCopy(models.options(seed)),
        config.learningRate() * rateFactor,
        (policy, adamW, run) -> {
          Trainer<B> trainer = maker.of(policy, adamW);
          return new Setup(TrainingRun.of(trainer, source, run), trainer.state());
        });
  }

  /**
   * Trains a copy of the cloned policy on items that it draws itself, by what the reward models say
   * of them. It makes as many optimizer updates as any other method, of as many sequences each, in
   * iterations of {@value #UPDATES_PER_ITERATION}. Nothing is dropped out, so that ratios of
   * probabilities are those of the policy.
   *
   * @param stage the training
   * @param group how, but for the updates of an iteration
   * @return what became of it, to be closed by the caller
   */
  public PostTrained reinforce(Stage stage, ItemGroupConfig group) {
    UserSequences sequences =
        UserSequences.of(
            train,
            RewardEnsemble.inputs(models.shape().maxLength()),
            BatchConfig.of(config.batchSize()).withMicroBatchSize(DRAWN_ROWS));
    int iterations = Math.max(1, config.updates() / UPDATES_PER_ITERATION);
    return train(
        stages
            .config(stage, RunLength.ofUpdates(iterations), seed)
            .withCheckpointEvery(CHECKPOINT_EVERY / UPDATES_PER_ITERATION),
        stage,
        cloned.trainableCopy(models.options(seed).withDropout(0, seed)),
        config.learningRate(),
        (policy, adamW, run) -> {
          ItemGroupTrainer trainer =
              new ItemGroupTrainer(
                  policy, cloned, adamW, group.withUpdates(1, UPDATES_PER_ITERATION));
          ItemGroupSource source =
              new ItemGroupSource(
                  sequences,
                  policy,
                  new EnsembleReward(rewardModels, group.baseline()),
                  config.groupSize(),
                  UPDATES_PER_ITERATION);
          return new Setup(TrainingRun.of(trainer, source, run), trainer.state());
        });
  }

  private PostTrained train(
      RunConfig run, Stage stage, RecommenderPolicy policy, double rate, SetupMaker maker) {
    try (Optimizer adamW =
        AdamW.of(policy.parameters(), new OptimizerSettings(rate, 0, WARMUP).config())) {
      Setup setup = maker.of(policy, adamW, run);
      List<MetricLine> lines = stages.train(stage, setup.state(), setup.run());
      return new PostTrained(
          new CachedScores(PolicyScorer.of(policy, models.shape().maxLength())),
          StageMetrics.means(lines),
          Optional.of(policy),
          List.of());
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }
}
