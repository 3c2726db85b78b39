package org.temper.cli.recommenders.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.temper.algorithms.feedback.EnsembleFeedback;
import org.temper.algorithms.feedback.FeedbackConfig;
import org.temper.algorithms.feedback.FeedbackEnsemble;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.items.FeedbackModel;
import org.temper.api.items.ItemInputs;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import org.temper.evaluation.ranking.PolicyScorer;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.sequences.SequenceConfig;

/** Models of the reward that differ in their seeds alone, trained together with next items. */
public final class RewardEnsemble implements AutoCloseable {
  private final List<FeedbackModel> members;
  private final FeedbackEnsemble ensemble;
  private final int maxLength;

  private RewardEnsemble(List<FeedbackModel> members, int maxLength) {
    this.members = members;
    this.ensemble = new FeedbackEnsemble(members);
    this.maxLength = maxLength;
  }

  /**
   * How an ensemble is trained.
   *
   * @param kind the models' architecture
   * @param members how many models
   * @param epochs passes over the log
   * @param batchSize sequences of an update
   * @param optimizer AdamW's settings
   */
  public record EnsembleConfig(
      Kind kind, int members, int epochs, int batchSize, OptimizerSettings optimizer) {

    /**
     * The same of another architecture.
     *
     * @param value the architecture
     * @return a new configuration
     */
    public EnsembleConfig withKind(Kind value) {
      return new EnsembleConfig(value, members, epochs, batchSize, optimizer);
    }
  }

  /**
   * Trains an ensemble.
   *
   * @param name tells its seeds from those of another
   * @param experiment what it is trained and measured on
   * @param models makes its members
   * @param ensemble how it is trained
   * @param seed of the comparison
   * @param stages where it writes
   * @return the ensemble, to be closed by the caller
   */
  public static RewardEnsemble train(
      String name,
      Experiment experiment,
      Models models,
      EnsembleConfig ensemble,
      long seed,
      TrainingStages stages) {
    FeedbackConfig config = FeedbackConfig.defaults();
    RewardTraining training =
        new RewardTraining(experiment, ensemble, config, models.shape().maxLength());
    List<FeedbackModel> members = new ArrayList<>();
    try {
      for (int member = 0; member < ensemble.members(); member++) {
        long own = Seeds.derive(seed, name, member);
        FeedbackModel model = models.feedback(ensemble.kind(), config.expectiles().size(), own);
        members.add(model);
        training.run(Stage.of(name + "-" + member, seed), model, own, stages);
      }
      return new RewardEnsemble(members, models.shape().maxLength());
    } catch (RuntimeException e) {
      members.forEach(FeedbackModel::close);
      throw e;
    }
  }

  /** What the models read: events with the rewards that they had. */
  static SequenceConfig inputs(int maxLength) {
    return SequenceConfig.of(maxLength).withSideInput(ItemInputs.REWARDS, Experiment.REWARD);
  }

  /** What the members say together. */
  FeedbackEnsemble ensemble() {
    return ensemble;
  }

  /**
   * Scores each item by the mean prediction.
   *
   * @return the scorer
   */
  public ItemScorer scorer() {
    return scorer(this::means, maxLength);
  }

  /** Scores each item by what is predicted of it. */
  static ItemScorer scorer(Function<SequenceBatch, float[][]> prediction, int maxLength) {
    return PolicyScorer.ofModel(prediction, inputs(maxLength));
  }

  private float[][] means(SequenceBatch histories) {
    return ensemble.nextFeedback(histories).stream()
        .map(EnsembleFeedback::means)
        .toArray(float[][]::new);
  }

  @Override
  public void close() {
    members.forEach(FeedbackModel::close);
  }
}
