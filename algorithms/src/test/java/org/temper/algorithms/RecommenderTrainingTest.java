package org.temper.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.asft.AsftConfig;
import org.temper.algorithms.asft.AsftTrainer;
import org.temper.algorithms.cql.CqlConfig;
import org.temper.algorithms.cql.CqlTrainer;
import org.temper.algorithms.feedback.EnsembleFeedback;
import org.temper.algorithms.feedback.FeedbackConfig;
import org.temper.algorithms.feedback.FeedbackEnsemble;
import org.temper.algorithms.feedback.FeedbackTrainer;
import org.temper.algorithms.items.ItemBaseline;
import org.temper.algorithms.items.ItemGroupConfig;
import org.temper.algorithms.items.ItemGroupMetrics;
import org.temper.algorithms.items.ItemGroupSource;
import org.temper.algorithms.items.ItemGroupTrainer;
import org.temper.algorithms.items.ItemReward;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.preference.ConfidenceBounds;
import org.temper.algorithms.preference.ConfidencePairs;
import org.temper.algorithms.preference.ItemPreferenceBatch;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.updates.UpdateBatch;
import org.temper.losses.ClipRange;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderFeedbackModel;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;
import org.temper.models.recommender.TimeSignal;
import org.temper.testkit.Epochs;

/** The trainers on logged feedback with a recommender. */
class RecommenderTrainingTest {
  private static final int ITEMS = 12;
  private static final SasRecConfig TINY = new SasRecConfig(ITEMS, 8, 1, 1, 8);
  private static final RecommenderOptions OPTIONS = RecommenderOptions.on(Device.cpu());
  private static final SequenceBatch BATCH = LoggedBatches.random(ITEMS, new Random(4));
  @AutoClose private final Opened opened = new Opened();

  private RecommenderPolicy policy() {
    return opened.add(RecommenderPolicy.random(TINY, 1, OPTIONS));
  }

  private AdamW optimizer(ParameterSet parameters) {
    return opened.add(AdamW.of(parameters, AdamWConfig.of(Schedules.cosine(2e-2, 0, 2, 40))));
  }

  private static <B> void assertLearns(ToDoubleFunction<List<B>> update, B batch) {
    double first = update.applyAsDouble(List.of(batch));
    double last = first;
    for (int i = 0; i < 30; i++) {
      last = update.applyAsDouble(List.of(batch));
    }
    assertThat(last).isFinite().isLessThan(0.9 * first);
  }

  @Test
  void asftAndConservativeLearningFitTheirBatch() {
    RecommenderPolicy tuned = policy();
    AsftTrainer asft = new AsftTrainer(tuned, optimizer(tuned.parameters()), AsftConfig.defaults());
    assertLearns(batches -> asft.update(batches).loss(), BATCH);
    RecommenderPolicy valued = policy();
    CqlTrainer cql = new CqlTrainer(valued, optimizer(valued.parameters()), CqlConfig.defaults());
    assertLearns(batches -> cql.update(batches).loss(), BATCH);
  }

  @Test
  void anEnsembleLearnsFeedbackAndItsBoundsMakePreferencesToLearnFrom() {
    List<RecommenderFeedbackModel> members = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      RecommenderFeedbackModel model =
          opened.add(RecommenderFeedbackModel.random(TINY, 2, seed, OPTIONS));
      FeedbackTrainer trainer =
          new FeedbackTrainer(model, optimizer(model.parameters()), FeedbackConfig.defaults());
      assertLearns(batches -> trainer.update(batches).loss(), BATCH);
      members.add(model);
    }
    int places = BATCH.rows() * BATCH.columns();
    Candidates candidates =
        new Candidates(
            new Random(2).longs(4L * places, 0, ITEMS).toArray(), BATCH.rows(), BATCH.columns(), 4);
    EnsembleFeedback feedback = new FeedbackEnsemble(members).feedback(BATCH, candidates);
    ItemPreferenceBatch pairs =
        ConfidencePairs.select(
                BATCH,
                candidates,
                ConfidenceBounds.around(feedback.means(), feedback.spreads(), 0.1),
                2)
            .orElseThrow();
    RecommenderPolicy policy = policy();
    for (PreferenceObjective objective :
        List.of(
            PreferenceObjective.dpo(1),
            PreferenceObjective.ipo(0.5),
            PreferenceObjective.sDpo(1))) {
      PreferenceTrainer<ItemPreferenceBatch> trainer =
          PreferenceTrainer.ofItems(
              policy, opened.add(policy.frozenCopy()), optimizer(policy.parameters()), objective);
      assertLearns(batches -> trainer.update(batches).loss(), pairs);
    }
  }

  @Test
  void aRecommenderDrawsMoreOfWhatItsRewardModelLikes() {
    RecommenderPolicy policy = policy();
    ItemReward reward =
        new ItemReward() {
          @Override
          public float[] rewards(SequenceBatch histories, Candidates candidates) {
            float[] rewards = new float[candidates.items().length];
            for (int i = 0; i < rewards.length; i++) {
              rewards[i] = candidates.items()[i] < 3 ? 1 : 0;
            }
            return rewards;
          }

          @Override
          public float[] values(SequenceBatch histories) {
            return new float[histories.rows() * histories.columns()];
          }
        };
    ItemGroupSource source =
        new ItemGroupSource(
            Epochs.source(
                1, (seed, epoch) -> List.of(new UpdateBatch<>(List.of(BATCH), List.of()))),
            policy,
            reward,
            8,
            1);
    ItemGroupTrainer trainer =
        new ItemGroupTrainer(
            policy,
            opened.add(policy.frozenCopy()),
            optimizer(policy.parameters()),
            ItemGroupConfig.of(
                    ItemBaseline.GROUP, PolicyObjective.clipped(ClipRange.symmetric(0.2)))
                .withUpdates(3, 1));
    double last = 0;
    for (int epoch = 0; epoch < 13; epoch++) {
      last =
          trainer
              .iterate(Epochs.of(source, 1, epoch).get(0).microBatches())
              .get(ItemGroupMetrics.REWARD);
    }
    // a quarter at first
    assertThat(last).isGreaterThan(0.8);
  }

  @Test
  void aResumedTrainingDropsAndDrawsAsAnUninterruptedOne() {
    RecommenderOptions options = OPTIONS.withDropout(0.3, 5);
    HstuConfig config = HstuConfig.of(ITEMS, 8, 1, 1, 8).withTime(TimeSignal.NONE);
    List<SequenceBatch> batches = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      batches.add(LoggedBatches.random(ITEMS, new Random(i)));
    }
    RecommenderPolicy whole = opened.add(RecommenderPolicy.random(config, 1, options));
    List<Double> expected = losses(whole, optimizer(whole.parameters()), batches);

    RecommenderPolicy first = opened.add(RecommenderPolicy.random(config, 1, options));
    AdamW firstOptimizer = optimizer(first.parameters());
    List<Double> actual = losses(first, firstOptimizer, batches.subList(0, 3));
    RecommenderPolicy second = opened.add(RecommenderPolicy.random(config, 2, options));
    AdamW secondOptimizer = optimizer(second.parameters());
    second.parameters().restore(first.parameters().state());
    secondOptimizer.restore(firstOptimizer.state());
    actual.addAll(losses(second, secondOptimizer, batches.subList(3, 6)));
    assertThat(actual).isEqualTo(expected);
  }

  private List<Double> losses(
      RecommenderPolicy policy, AdamW optimizer, List<SequenceBatch> batches) {
    SftTrainer trainer = new SftTrainer(opened.add(policy.sampledSoftmax(4)), optimizer);
    List<Double> losses = new ArrayList<>();
    batches.forEach(batch -> losses.add(trainer.update(List.of(batch)).loss()));
    return losses;
  }
}
