package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.temper.algorithms.reward.RewardConfig;
import org.temper.algorithms.reward.RewardEvaluation;
import org.temper.algorithms.run.Summary;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.options.RewardDataOptions;
import org.temper.cli.options.RewardDataOptions.Format;
import org.temper.cli.options.RewardDataOptions.Reading;
import org.temper.cli.options.RewardDataOptions.Source;
import org.temper.cli.options.SelfSampleOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.Data;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.StartModelOption;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.PreferenceFile;
import org.temper.cli.training.Report;
import org.temper.cli.training.SelfSampledPairs;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.ComparisonBatches;
import org.temper.data.Split;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.reporting.ConsoleProgress;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The recipe that trains a reward model on preferences, ratings or labels, or on pairs of a model's
 * samples.
 */
@Command(
    name = "reward",
    description = {
      "Trains a reward model: a model in Hugging Face layout with a head of one number in the place"
          + " of its head over the vocabulary.",
      "It learns from --data, or from the model's own samples: with --prefer, a sample that the"
          + " pattern is found in is preferred to one of the same prompt that it is not found in."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Reward implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StartModelOption model;

  @Mixin private RewardDataOptions data;
  @Mixin private SelfSampleOptions selfSamples;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "with --prefer: most tokens of a sample (default: ${DEFAULT-VALUE})")
  private int maxNewTokens;

  @Option(
      names = "--centering",
      paramLabel = "X",
      defaultValue = "0.01",
      description =
          "weight of the term that draws rewards to mean 0; not with --format labels (default:"
              + " ${DEFAULT-VALUE})")
  private double centering;

  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.REWARDS, 32);

  @Override
  public Integer call() throws IOException {
    Optional<Verifier<String>> criterion = selfSamples.criterion();
    checkOptions(criterion.isPresent());
    RewardConfig objective = new RewardConfig(centering);
    Path out = training.directory("reward");
    try (LanguageRewardModel rewardModel =
        data.begin(model.directory(), training.seed(), training.decoder(0))) {
      data.settle(rewardModel, out);
      Summary summary = new Summary();
      Origins base = Origins.none().withModel("base", rewardModel.origin());
      Map<String, String> identity;
      Origins origins;
      if (data.format() == Format.labels) {
        Data<Labeled> labels = data.labels(reading(rewardModel));
        origins = base.withData(labels.reading());
        identity = learnLabels(rewardModel, labels.parts().split(), out, origins, summary);
        sequences.putBadRecords(summary, "reward", labels);
      } else if (criterion.isPresent()) {
        SelfSampledPairs sampled = sample(criterion.get());
        origins = base.withData(selfSamples.promptFile());
        identity = compare(rewardModel, groups(sampled.pairs()), objective, out, origins, summary);
        PreferenceFile.write(out.resolve("pairs.jsonl"), sampled.texts());
      } else {
        Data<Group> groups = data.comparisons(reading(rewardModel));
        origins = base.withData(groups.reading());
        identity = compare(rewardModel, groups.parts().split(), objective, out, origins, summary);
        sequences.putBadRecords(summary, "reward", groups);
      }
      rewardModel.save(out.resolve("model"), origins.saving("reward", identity));
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private void checkOptions(boolean sampled) {
    data.check(spec, sampled ? Source.SAMPLES : Source.FILE);
    if (sampled) {
      Inapplicable.check(spec, "with --prefer", "--max-length", "--overflow", "--end-token");
    } else {
      SelfSampleOptions.checkNone(spec);
      Inapplicable.check(spec, "without --prefer", "--max-new-tokens");
    }
    if (data.format() == Format.labels) {
      Inapplicable.check(spec, "with --format labels", "--centering");
    }
  }

  /** Gives what decided the numbers. */
  private Map<String, String> compare(
      LanguageRewardModel rewardModel,
      Split<Group> groups,
      RewardConfig config,
      Path out,
      Origins origins,
      Summary summary) {
    TrainingSettings settings =
        settle(
            rewardModel,
            out,
            Examples.of(groups, Group::paddedTokens, group -> group.sequences().size()),
            origins);
    List<ComparisonBatch> heldOut =
        ComparisonBatches.inOrder(groups.heldOut(), settings.evaluationRows());
    if (!heldOut.isEmpty()) {
      put(summary, "base", evaluation(rewardModel, heldOut, "before training"));
    }
    Trained trained = Stages.reward(rewardModel.model(), groups, config, settings);
    trained.put(summary, "base", "reward", "loss", "margin", "mean_reward", "reward_deviation");
    summary.put("reward", "updates", settings.updates());
    summary.put("reward", "groups", groups.train().size());
    if (!heldOut.isEmpty()) {
      RewardEvaluation after = evaluation(rewardModel, heldOut, "after training");
      put(summary, "reward", after);
      summary.put("reward", "held_out_comparisons", (double) after.comparisons());
      summary.put("reward", "held_out_longer_chosen_share", after.longerChosenShare());
    }
    return trained.identity();
  }

  private TrainingSettings settle(
      LanguageRewardModel rewardModel, Path out, Examples examples, Origins origins) {
    return training.settle(spec, out, rewardModel.model().config(), 0, examples, origins);
  }

  private static RewardEvaluation evaluation(
      LanguageRewardModel rewardModel, List<ComparisonBatch> heldOut, String when) {
    return RewardEvaluation.of(rewardModel.model(), ConsoleProgress.over(heldOut, when));
  }

  private static void put(Summary summary, String stage, RewardEvaluation evaluation) {
    summary.put(stage, "pair_accuracy", evaluation.pairAccuracy());
    summary.put(stage, "calibration_error", evaluation.calibration().error());
    if (Double.isFinite(evaluation.lengthCorrelation())) {
      summary.put(stage, "length_correlation", evaluation.lengthCorrelation());
    }
  }

  /** Gives what decided the numbers. */
  private Map<String, String> learnLabels(
      LanguageRewardModel rewardModel,
      Split<Labeled> labels,
      Path out,
      Origins origins,
      Summary summary) {
    TrainingSettings settings =
        settle(
            rewardModel,
            out,
            Examples.of(labels, labeled -> labeled.sequence().length(), labeled -> 1),
            origins);
    Trained trained = Stages.labels(rewardModel.model(), labels, settings);
    trained.put(summary, "base", "reward", "loss", "mean_reward", "explained_variance");
    summary.put("reward", "updates", settings.updates());
    summary.put("reward", "labels", labels.train().size());
    summary.put("reward", "held_out_labels", labels.heldOut().size());
    return trained.identity();
  }

  private SelfSampledPairs sample(Verifier<String> criterion) throws IOException {
    List<String> prompts = selfSamples.prompts();
    try (LanguageModel sampled = LanguageModel.load(model.directory(), training.decoder(0))) {
      return selfSamples.sample(
          sampled.policy(),
          sampled.codec(),
          SamplingConfig.defaults()
              .withMaxNewTokens(maxNewTokens)
              .withStopTokens(sampled.codec().endTokens()),
          prompts,
          criterion,
          sequences,
          holding(sampled.policy().config()));
    }
  }

  private HoldingOut holding(DecoderConfig config) {
    return new HoldingOut(config.parameterCount(), training.seed());
  }

  private static Split<Group> groups(Split<Pair> pairs) {
    return new Split<>(groups(pairs.train()), groups(pairs.heldOut()));
  }

  private static List<Group> groups(List<Pair> pairs) {
    return pairs.stream().map(pair -> Group.ofPair(pair, 0)).toList();
  }

  private Reading reading(LanguageRewardModel rewardModel) {
    DecoderConfig config = rewardModel.model().config();
    int afforded = training.affordedLength(config, 0, data.format() == Format.labels ? 1 : 2);
    return new Reading(
        sequences, rewardModel, afforded, holding(config), spec.commandLine().getErr());
  }
}
