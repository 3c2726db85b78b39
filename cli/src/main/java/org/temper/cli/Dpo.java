package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.run.Summary;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.RunOptions;
import org.temper.cli.options.SelfSampleOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.Settings;
import org.temper.cli.training.Completions;
import org.temper.cli.training.Completions.Question;
import org.temper.cli.training.Divergence;
import org.temper.cli.training.Origins;
import org.temper.cli.training.PreferenceFile;
import org.temper.cli.training.Report;
import org.temper.cli.training.SelfSampledPairs;
import org.temper.cli.training.SelfSampledPairs.DrawSeeds;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingPlan;
import org.temper.data.JsonlReader;
import org.temper.data.Preference;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Direct preference optimization of a model, on given pairs or on pairs of its own samples. */
@Command(
    name = "dpo",
    description = {
      "Direct preference optimization of a model in Hugging Face layout, held to itself as it was.",
      "Pairs are read from --data, or made of the model's own samples: with --prefer, a sample that"
          + " the pattern is found in is preferred to one of the same prompt that it is not found"
          + " in."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Dpo implements Callable<Integer> {
  // What a seed is used for; distinct purposes draw distinct samples.
  private static final long PURPOSES = 16;
  private static final long TRAINING_SAMPLES = 1;
  private static final long HELD_OUT_SAMPLES = 2;
  private static final long EVALUATION_SAMPLES = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "directory of the model to start from")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "preference pairs: .jsonl, fields \"prompt\", \"chosen\" and \"rejected\", gzip or not")
  private @Nullable Path data;

  @Mixin private SelfSampleOptions selfSamples;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "most tokens of a sampled completion (default: ${DEFAULT-VALUE})")
  private int maxNewTokens;

  @Option(
      names = "--evaluation-samples",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "samples on held-out prompts by which the policy is measured (default: ${DEFAULT-VALUE})")
  private int evaluationSamples;

  @Option(
      names = "--beta",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "strength of the pull to the reference (default: ${DEFAULT-VALUE})")
  private double beta;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "probability that a label is the wrong way round, below 0.5 (default: ${DEFAULT-VALUE})")
  private double labelSmoothing;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "1e-4",
      description = "peak learning rate (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "pairs of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Mixin private SequenceOptions sequences;
  @Mixin private RunOptions run;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  /** Pairs, those that were sampled as text, and the held-out prompts to sample from. */
  private record Data(
      Split<Pair> pairs, List<Preference> sampled, List<Question<String>> heldOutPrompts) {}

  @Override
  public Integer call() throws IOException {
    Optional<Verifier<String>> criterion = selfSamples.criterion();
    checkArgument(
        criterion.isPresent() == (data == null),
        "--data: expected a file, or --prefer instead of it, got %s",
        data == null ? "neither" : "both");
    if (criterion.isPresent()) {
      Inapplicable.check(spec, "with --prefer", "--max-length", "--overflow", "--end-token");
    } else {
      Inapplicable.check(
          spec,
          "without --prefer",
          "--prompts",
          "--prompt-words",
          "--samples-per-prompt",
          "--pairs-per-prompt");
    }
    PreferenceObjective config = PreferenceObjective.dpo(beta, labelSmoothing);
    Path out = output.directory("dpo", run.start());
    try (LanguageModel languageModel = LanguageModel.load(model, compute.decoder());
        Policy reference = languageModel.policy().frozenCopy()) {
      Data all =
          criterion.isPresent()
              ? sample(languageModel, reference, criterion.get())
              : read(languageModel);
      Parent base = languageModel.origin().orElseThrow();
      Origins origins =
          Origins.none()
              .withModel("base", base)
              .withModel("reference", base)
              .withData(data == null ? selfSamples.promptFile() : data);
      int updates =
          run.updates(((long) all.pairs().train().size() + batchSize - 1) / Math.max(1, batchSize));
      TrainingPlan plan =
          new TrainingPlan(
              "dpo",
              out,
              run.start(),
              run.seed(),
              updates,
              run.batches(batchSize),
              optimizer.config(learningRate, updates),
              run.evaluateEvery(updates),
              run.checkpointEvery(),
              Settings.of(spec, origins));
      Trained trained = Stages.dpo(languageModel.policy(), reference, all.pairs(), config, plan);
      languageModel.save(out.resolve("model"), origins.saving("dpo", trained.identity()));
      if (!all.sampled().isEmpty()) {
        PreferenceFile.write(out.resolve("pairs.jsonl"), all.sampled());
      }
      Summary summary = new Summary();
      measure(summary, "base", languageModel, reference, reference, all, criterion);
      measure(summary, "dpo", languageModel, languageModel.policy(), reference, all, criterion);
      for (String figure : List.of("loss", "margin", "accuracy")) {
        List<Double> values = trained.history().values(Kind.EVALUATION, figure);
        summary.put("base", figure, values.get(0));
        summary.put("dpo", figure, values.get(values.size() - 1));
      }
      summary.put("dpo", "updates", updates);
      summary.put("dpo", "pairs", all.pairs().train().size());
      summary.put("dpo", "held_out_pairs", all.pairs().heldOut().size());
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private Data read(LanguageModel languageModel) {
    Tokenization tokenization = tokenization(languageModel);
    List<Preference> records = JsonlReader.preferences(requireNonNull(data));
    int prompts = (int) records.stream().map(Preference::prompt).distinct().count();
    Split<Preference> split =
        Split.grouped(records, Preference::prompt, sequences.heldOutCount(prompts), run.seed());
    PrintWriter messages = spec.commandLine().getErr();
    return new Data(
        new Split<>(
            sequences.examples(tokenization.pairs(split.train()), messages),
            sequences.examples(tokenization.pairs(split.heldOut()), messages)),
        List.of(),
        SelfSampledPairs.questions(
            languageModel.codec(),
            split.heldOut().stream().map(Preference::prompt).distinct().toList()));
  }

  private Data sample(LanguageModel languageModel, Policy policy, Verifier<String> criterion) {
    List<String> prompts = selfSamples.prompts();
    SelfSampledPairs sampled =
        SelfSampledPairs.of(
            policy,
            languageModel.codec(),
            sampling(languageModel),
            Split.random(prompts, sequences.heldOutCount(prompts.size()), run.seed()),
            criterion,
            selfSamples.counts(),
            new DrawSeeds(
                run.seed() * PURPOSES + TRAINING_SAMPLES,
                run.seed() * PURPOSES + HELD_OUT_SAMPLES));
    return new Data(sampled.pairs(), sampled.texts(), sampled.heldOutPrompts());
  }

  private void measure(
      Summary summary,
      String stage,
      LanguageModel languageModel,
      Policy policy,
      Policy reference,
      Data all,
      Optional<Verifier<String>> criterion) {
    List<Question<String>> questions =
        Stream.generate(all.heldOutPrompts()::stream)
            .flatMap(Function.identity())
            .limit(evaluationSamples)
            .toList();
    Completions completions =
        Completions.of(
            policy,
            languageModel.codec(),
            sampling(languageModel),
            questions,
            criterion.orElse((prompt, completion) -> new Verdict.Unverified("no criterion")),
            run.seed() * PURPOSES + EVALUATION_SAMPLES);
    if (criterion.isPresent()) {
      summary.put(stage, "preferred_rate", completions.passRate());
    }
    summary.put(stage, "kl", Divergence.kl(policy, reference, completions.trajectories()));
  }

  private SamplingConfig sampling(LanguageModel languageModel) {
    return SamplingConfig.defaults()
        .withMaxNewTokens(maxNewTokens)
        .withStopTokens(languageModel.codec().endTokens());
  }

  private Tokenization tokenization(LanguageModel languageModel) {
    return sequences.tokenization(
        languageModel.codec(), languageModel.policy().config().maxLength());
  }
}
