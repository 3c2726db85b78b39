package org.temper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.metrics.MetricsHistory;
import org.temper.algorithms.reward.RewardConfig;
import org.temper.algorithms.reward.RewardEvaluation;
import org.temper.algorithms.run.Summary;
import org.temper.api.ComparisonBatch;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.RewardDataOptions;
import org.temper.cli.options.RewardDataOptions.Format;
import org.temper.cli.options.RewardDataOptions.Source;
import org.temper.cli.options.RunOptions;
import org.temper.cli.options.SelfSampleOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.Settings;
import org.temper.cli.training.Origins;
import org.temper.cli.training.PreferenceFile;
import org.temper.cli.training.Report;
import org.temper.cli.training.SelfSampledPairs;
import org.temper.cli.training.SelfSampledPairs.DrawSeeds;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingPlan;
import org.temper.data.ComparisonBatches;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a reward model on preferences, ratings or labels, or on pairs of a model's samples. */
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
  // What a seed is used for; distinct purposes draw distinct samples.
  private static final long PURPOSES = 16;
  private static final long TRAINING_SAMPLES = 1;
  private static final long HELD_OUT_SAMPLES = 2;
  private static final int EVALUATION_GROUPS = 64;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "directory of the model to start from")
  private Path model;

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

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "peak learning rate (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "pairs, rated lists or labels of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Mixin private SequenceOptions sequences;
  @Mixin private RunOptions run;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    Optional<Verifier<String>> criterion = selfSamples.criterion();
    checkOptions(criterion.isPresent());
    RewardConfig config = new RewardConfig(centering);
    Path out = output.directory("reward", run.start());
    try (LanguageRewardModel rewardModel =
        LanguageRewardModel.begin(model, run.seed(), compute.decoder())) {
      Summary summary = new Summary();
      Origins origins =
          Origins.none()
              .withModel("base", rewardModel.origin())
              .withData(criterion.isPresent() ? selfSamples.promptFile() : data.file());
      Map<String, String> identity;
      if (data.format() == Format.labels) {
        identity = learnLabels(rewardModel, out, origins, summary);
      } else if (criterion.isPresent()) {
        SelfSampledPairs sampled = sample(criterion.get());
        identity = compare(rewardModel, groups(sampled.pairs()), config, out, origins, summary);
        PreferenceFile.write(out.resolve("pairs.jsonl"), sampled.texts());
      } else {
        identity =
            compare(
                rewardModel,
                data.comparisons(sequences, tokenization(rewardModel), run.seed(), messages()),
                config,
                out,
                origins,
                summary);
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
      Inapplicable.check(
          spec,
          "without --prefer",
          "--prompts",
          "--prompt-words",
          "--samples-per-prompt",
          "--pairs-per-prompt",
          "--max-new-tokens");
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
    List<ComparisonBatch> heldOut = ComparisonBatches.inOrder(groups.heldOut(), EVALUATION_GROUPS);
    put(summary, "base", RewardEvaluation.of(rewardModel.model(), heldOut));
    TrainingPlan plan = plan(out, origins, groups.train().size());
    Trained trained = Stages.reward(rewardModel.model(), groups, config, plan);
    RewardEvaluation after = RewardEvaluation.of(rewardModel.model(), heldOut);
    put(summary, "reward", after);
    putLosses(summary, trained.history(), "loss", "margin", "mean_reward", "reward_deviation");
    summary.put("reward", "updates", plan.updates());
    summary.put("reward", "groups", groups.train().size());
    summary.put("reward", "held_out_comparisons", (double) after.comparisons());
    summary.put("reward", "held_out_longer_chosen_share", after.longerChosenShare());
    return trained.identity();
  }

  private static void put(Summary summary, String stage, RewardEvaluation evaluation) {
    summary.put(stage, "pair_accuracy", evaluation.pairAccuracy());
    summary.put(stage, "calibration_error", evaluation.calibration().error());
    if (Double.isFinite(evaluation.lengthCorrelation())) {
      summary.put(stage, "length_correlation", evaluation.lengthCorrelation());
    }
  }

  private static void putLosses(Summary summary, MetricsHistory history, String... figures) {
    for (String figure : figures) {
      List<Double> values = history.values(Kind.EVALUATION, figure);
      summary.put("base", figure, values.get(0));
      summary.put("reward", figure, values.get(values.size() - 1));
    }
  }

  /** Gives what decided the numbers. */
  private Map<String, String> learnLabels(
      LanguageRewardModel rewardModel, Path out, Origins origins, Summary summary) {
    Split<Labeled> labels =
        data.labels(sequences, tokenization(rewardModel), run.seed(), messages());
    TrainingPlan plan = plan(out, origins, labels.train().size());
    Trained trained = Stages.labels(rewardModel.model(), labels, plan);
    MetricsHistory history = trained.history();
    putLosses(summary, history, "loss", "mean_reward");
    List<Double> explained = history.values(Kind.EVALUATION, "explained_variance");
    if (Double.isFinite(explained.get(0))) {
      putLosses(summary, history, "explained_variance");
    }
    summary.put("reward", "updates", plan.updates());
    summary.put("reward", "labels", labels.train().size());
    summary.put("reward", "held_out_labels", labels.heldOut().size());
    return trained.identity();
  }

  private SelfSampledPairs sample(Verifier<String> criterion) throws IOException {
    List<String> prompts = selfSamples.prompts();
    try (LanguageModel sampled = LanguageModel.load(model, compute.decoder())) {
      return SelfSampledPairs.of(
          sampled.policy(),
          sampled.codec(),
          SamplingConfig.defaults()
              .withMaxNewTokens(maxNewTokens)
              .withStopTokens(sampled.codec().endTokens()),
          Split.random(prompts, sequences.heldOutCount(prompts.size()), run.seed()),
          criterion,
          selfSamples.counts(),
          new DrawSeeds(
              run.seed() * PURPOSES + TRAINING_SAMPLES, run.seed() * PURPOSES + HELD_OUT_SAMPLES));
    }
  }

  private static Split<Group> groups(Split<Pair> pairs) {
    return new Split<>(groups(pairs.train()), groups(pairs.heldOut()));
  }

  private static List<Group> groups(List<Pair> pairs) {
    return pairs.stream().map(pair -> Group.ofPair(pair, 0)).toList();
  }

  private Tokenization tokenization(LanguageRewardModel rewardModel) {
    return sequences.tokenization(rewardModel.codec(), rewardModel.model().config().maxLength());
  }

  private PrintWriter messages() {
    return spec.commandLine().getErr();
  }

  private TrainingPlan plan(Path out, Origins origins, int examples) {
    int updates = run.updates(((long) examples + batchSize - 1) / Math.max(1, batchSize));
    return new TrainingPlan(
        "reward",
        out,
        run.start(),
        run.seed(),
        updates,
        run.batches(batchSize),
        optimizer.config(learningRate, updates),
        run.evaluateEvery(updates),
        run.checkpointEvery(),
        Settings.of(spec, origins));
  }
}
