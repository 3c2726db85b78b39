package org.temper.cli.training;

import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
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
import org.temper.data.mixture.Mixture;
import org.temper.models.optimizer.AdamW;

/** The stages that recipes are made of. */
public final class Stages {
  /** The data to train on states itself; what is measured on decides the recorded numbers too. */
  private static final String HELD_OUT = "data.held_out";

  private Stages() {}

  /**
   * Trains a policy on the flagged tokens of sequences.
   *
   * @param policy what is trained
   * @param data the sequences; at least one to train on; without any held out nothing is evaluated
   * @param training how
   * @return what was recorded, and what decided it; evaluations hold {@code loss} in nats per token
   */
  public static Trained sft(Policy policy, Split<TokenSequence> data, TrainingSettings training) {
    List<SequenceBatch> heldOut =
        SequenceBatches.inOrder(data.heldOut(), training.evaluationRows());
    try (Optimizer optimizer = AdamW.of(policy.parameters(), training.optimizer())) {
      SftTrainer trainer = new SftTrainer(policy, optimizer);
      return training
          .with(HELD_OUT, DataHash.ofSequences(data.heldOut()))
          .run(
              trainer,
              SequenceBatches.of(data.train(), training.batches()),
              heldOut,
              trainer::evaluate);
    }
  }

  /**
   * Trains a policy on the flagged tokens of a mixture of sources.
   *
   * @param policy what is trained
   * @param mixture what is trained on
   * @param heldOut what is measured on, by bucket; where there is nothing, nothing is measured
   * @param training how
   * @return what was recorded, and what decided it; evaluations hold {@code loss} in nats per
   *     token, and {@code loss@BUCKET}
   */
  public static Trained mixture(
      Policy policy,
      Mixture mixture,
      ListMultimap<String, TokenSequence> heldOut,
      TrainingSettings training) {
    List<SequenceBatch> batches = new ArrayList<>();
    TrainingSettings settings = training;
    for (String bucket : heldOut.keySet()) {
      List<TokenSequence> sequences = heldOut.get(bucket);
      settings = settings.with(HELD_OUT + "." + bucket, DataHash.ofSequences(sequences));
      for (SequenceBatch batch : SequenceBatches.inOrder(sequences, training.evaluationRows())) {
        batches.add(batch.withLabels(Collections.nCopies(batch.rows(), bucket)));
      }
    }
    List<String> labels =
        Stream.concat(mixture.buckets().stream(), heldOut.keySet().stream()).distinct().toList();
    try (Optimizer optimizer = AdamW.of(policy.parameters(), training.optimizer())) {
      SftTrainer trainer = SftTrainer.byLabel(policy, optimizer, labels);
      return settings.run(trainer, mixture, batches, trainer::evaluate);
    }
  }

  /**
   * Trains a policy on preference pairs.
   *
   * @param policy what is trained
   * @param reference what it is held to
   * @param data the pairs; at least one to train on; without any held out nothing is evaluated
   * @param config the algorithm's settings
   * @param training how
   * @return what was recorded, and what decided it; evaluations hold {@code margin}, {@code
   *     accuracy} and so on
   */
  public static Trained dpo(
      Policy policy,
      Policy reference,
      Split<PreferenceBatch.Pair> data,
      PreferenceObjective config,
      TrainingSettings training) {
    List<PreferenceBatch> heldOut =
        PreferenceBatches.inOrder(data.heldOut(), training.evaluationRows());
    try (Optimizer optimizer = AdamW.of(policy.parameters(), training.optimizer())) {
      PreferenceTrainer<PreferenceBatch> trainer =
          PreferenceTrainer.ofTexts(policy, reference, optimizer, config);
      return training
          .with(HELD_OUT, DataHash.ofPairs(data.heldOut()))
          .run(
              trainer,
              PreferenceBatches.of(data.train(), training.batches()),
              heldOut,
              trainer::evaluate);
    }
  }

  /**
   * Trains a reward model on comparisons.
   *
   * @param model what is trained
   * @param data the groups; at least one to train on; without any held out nothing is evaluated
   * @param config the algorithm's settings
   * @param training how
   * @return what was recorded, and what decided it; evaluations hold {@code accuracy}, {@code
   *     margin} and so on
   */
  public static Trained reward(
      TrainableRewardModel model,
      Split<Group> data,
      RewardConfig config,
      TrainingSettings training) {
    List<ComparisonBatch> heldOut =
        ComparisonBatches.inOrder(data.heldOut(), training.evaluationRows());
    try (Optimizer optimizer = AdamW.of(model.parameters(), training.optimizer())) {
      RewardTrainer trainer = new RewardTrainer(model, optimizer, config);
      return training
          .with(HELD_OUT, DataHash.ofGroups(data.heldOut()))
          .run(
              trainer,
              ComparisonBatches.of(data.train(), training.batches()),
              heldOut,
              trainer::evaluate);
    }
  }

  /**
   * Trains a reward model on labels.
   *
   * @param model what is trained
   * @param data the labeled sequences; at least one to train on; without any held out nothing is
   *     evaluated
   * @param training how
   * @return what was recorded, and what decided it; evaluations hold {@code loss}, {@code
   *     explained_variance} and so on
   */
  public static Trained labels(
      TrainableRewardModel model, Split<Labeled> data, TrainingSettings training) {
    List<LabeledBatch> heldOut = LabeledBatches.inOrder(data.heldOut(), training.evaluationRows());
    try (Optimizer optimizer = AdamW.of(model.parameters(), training.optimizer())) {
      LabelTrainer trainer = new LabelTrainer(model, optimizer);
      return training
          .with(HELD_OUT, DataHash.ofLabeled(data.heldOut()))
          .run(
              trainer,
              LabeledBatches.of(data.train(), training.batches()),
              heldOut,
              trainer::evaluate);
    }
  }
}
