package org.temper.examples;

import ai.djl.Device;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.file.Path;
import org.temper.algorithms.asft.AsftConfig;
import org.temper.algorithms.asft.AsftTrainer;
import org.temper.algorithms.asft.Baselines;
import org.temper.algorithms.run.RunConfig;
import org.temper.algorithms.run.RunLength;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.run.TrainingRun;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.items.ItemInputs;
import org.temper.data.BatchConfig;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.Standardization;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;

/**
 * A recommender from a file of ratings: cloned by next-item prediction, then post-trained on the
 * ratings themselves by A-SFT: RATINGS.dat OUT EPOCHS UPDATES.
 */
public final class RecommenderAsft {
  private RecommenderAsft() {}

  public static void main(String[] args) throws IOException {
    Path ratings = Path.of(args[0]); // user::item::rating::seconds a line
    Path out = Path.of(args[1]);
    int epochs = Integer.parseInt(args[2]);
    int updates = Integer.parseInt(args[3]);
    // tag::recommender[]
    InteractionLog log =
        InteractionReader.doubleColon(ratings, ReadOptions.strict(Timestamps.SECONDS, 1))
            .log()
            .kCore(5);
    log = Standardization.of(log, "rating").addTo(log, "rating", "reward");
    double[] means =
        Baselines.userMeans(log.userIds().toArray(), log.events().feedback("reward").toArray());
    log = log.withFeedback("user mean", ImmutableDoubleArray.copyOf(means));
    UserSequences sequences =
        UserSequences.of(
            log,
            SequenceConfig.of(50)
                .withSideInput(ItemInputs.REWARDS, "reward")
                .withSideInput(ItemInputs.BASELINES, "user mean"),
            BatchConfig.of(128));
    SasRecConfig shape = new SasRecConfig(log.items().size(), 64, 2, 2, 50);
    RecommenderOptions options = RecommenderOptions.on(Device.cpu()).withDropout(0.2, 1);
    AdamWConfig settings = AdamWConfig.of(Schedules.constant(1e-3, 20));
    try (RecommenderPolicy policy = RecommenderPolicy.random(shape, 1, options)) {
      try (AdamW adamW = AdamW.of(policy.parameters(), settings)) {
        RunConfig run = RunConfig.of(out.resolve("cloning"), RunLength.ofEpochs(epochs), 1);
        TrainingRun.of(new SftTrainer(policy, adamW), sequences, run).start();
      }
      try (AdamW adamW = AdamW.of(policy.parameters(), settings)) {
        AsftTrainer trainer = new AsftTrainer(policy, adamW, AsftConfig.defaults());
        RunConfig run = RunConfig.of(out.resolve("a-sft"), RunLength.ofUpdates(updates), 1);
        TrainingRun.of(trainer, sequences, run).start();
      }
      new RecommenderDirectory(policy, log.items().asList()).save(out.resolve("model"));
    }
    // end::recommender[]
  }
}
