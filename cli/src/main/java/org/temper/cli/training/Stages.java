package org.temper.cli.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.reward.LabelTrainer;
import org.temper.algorithms.reward.RewardConfig;
import org.temper.algorithms.reward.RewardTrainer;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel;
import org.temper.data.ComparisonBatches;
import org.temper.data.DataHash;
import org.temper.data.LabeledBatches;
import org.temper.data.PreferenceBatches;
import org.temper.data.SequenceBatches;
import org.temper.data.Split;
import org.temper.models.optimizer.AdamW;

/** The stages that recipes are made of. */
public final class Stages {
  private static final int EVALUATION_ROWS = 64;

  private Stages() {}

  /**
   * Trains a policy on the flagged tokens of sequences.
   *
   * @param policy what is trained
   * @param data the sequences; at least one to train on and one held out
   * @param plan how
   * @return what was recorded, and what decided it; evaluations hold {@code loss} in nats per token
   */
  public static Trained sft(Policy policy, Split<TokenSequence> data, TrainingPlan plan) {
    List<SequenceBatch> heldOut = SequenceBatches.inOrder(data.heldOut(), EVALUATION_ROWS);
    try (Optimizer optimizer = AdamW.of(policy.parameters(), plan.optimizer())) {
      SftTrainer trainer = new SftTrainer(policy, optimizer);
      return measuredOn(plan, DataHash.ofSequences(data.heldOut()))
          .run(
              trainer,
              SequenceBatches.of(data.train(), plan.batches()),
              () -> trainer.evaluate(heldOut).toMap());
    }
  }

  /**
   * Trains a policy on preference pairs.
   *
   * @param policy what is trained
   * @param reference what it is held to
   * @param data the pairs; at least one to train on and one held out
   * @param config the algorithm's settings
   * @param plan how
   * @return what was recorded, and what decided it; evaluations hold {@code margin}, {@code
   *     accuracy} and so on
   */
  public static Trained dpo(
      Policy policy,
      Policy reference,
      Split<PreferenceBatch.Pair> data,
      PreferenceObjective config,
      TrainingPlan plan) {
    List<PreferenceBatch> heldOut = PreferenceBatches.inOrder(data.heldOut(), EVALUATION_ROWS);
    try (Optimizer optimizer = AdamW.of(policy.parameters(), plan.optimizer())) {
      PreferenceTrainer<PreferenceBatch> trainer =
          PreferenceTrainer.ofTexts(policy, reference, optimizer, config);
      return measuredOn(plan, DataHash.ofPairs(data.heldOut()))
          .run(
              trainer,
              PreferenceBatches.of(data.train(), plan.batches()),
              () -> trainer.evaluate(heldOut).toMap());
    }
  }

  /**
   * Trains a reward model on comparisons.
   *
   * @param model what is trained
   * @param data the groups; at least one to train on and one held out
   * @param config the algorithm's settings
   * @param plan how
   * @return what was recorded, and what decided it; evaluations hold {@code accuracy}, {@code
   *     margin} and so on
   */
  public static Trained reward(
      TrainableRewardModel model, Split<Group> data, RewardConfig config, TrainingPlan plan) {
    List<ComparisonBatch> heldOut = ComparisonBatches.inOrder(data.heldOut(), EVALUATION_ROWS);
    try (Optimizer optimizer = AdamW.of(model.parameters(), plan.optimizer())) {
      RewardTrainer trainer = new RewardTrainer(model, optimizer, config);
      return measuredOn(plan, DataHash.ofGroups(data.heldOut()))
          .run(
              trainer,
              ComparisonBatches.of(data.train(), plan.batches()),
              () -> trainer.evaluate(heldOut).toMap());
    }
  }

  /**
   * Trains a reward model on labels.
   *
   * @param model what is trained
   * @param data the labeled sequences; at least one to train on and one held out
   * @param plan how
   * @return what was recorded, and what decided it; evaluations hold {@code loss}, {@code
   *     explained_variance} and so on
   */
  public static Trained labels(TrainableRewardModel model, Split<Labeled> data, TrainingPlan plan) {
    List<LabeledBatch> heldOut = LabeledBatches.inOrder(data.heldOut(), EVALUATION_ROWS);
    try (Optimizer optimizer = AdamW.of(model.parameters(), plan.optimizer())) {
      LabelTrainer trainer = new LabelTrainer(model, optimizer);
      return measuredOn(plan, DataHash.ofLabeled(data.heldOut()))
          .run(
              trainer,
              LabeledBatches.of(data.train(), plan.batches()),
              () -> trainer.evaluate(heldOut).toMap());
    }
  }

  /** The data to train on states itself; what is measured on decides the recorded numbers too. */
  private static TrainingPlan measuredOn(TrainingPlan plan, String heldOut) {
    Map<String, String> settings = new HashMap<>(plan.settings());
    settings.put("data.held_out", heldOut);
    return new TrainingPlan(
        plan.name(),
        plan.out(),
        plan.start(),
        plan.seed(),
        plan.updates(),
        plan.batches(),
        plan.optimizer(),
        plan.evaluateEvery(),
        plan.checkpointEvery(),
        settings);
  }
}
