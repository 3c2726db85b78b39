package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.run.Summary;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.options.PairFields;
import org.temper.cli.options.SelfSampleOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.Data;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.StartModelOption;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.training.Completions;
import org.temper.cli.training.Completions.Question;
import org.temper.cli.training.Divergence;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.PreferenceFile;
import org.temper.cli.training.Report;
import org.temper.cli.training.SelfSampledPairs;
import org.temper.cli.training.SelfSampledPairs.DrawSeeds;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.Preference;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.corpus.ConversationForms;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.data.lists.StoredList;
import org.temper.models.decoder.DecoderConfig;
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
  private static final int USUAL_SAMPLES = 512;
  private static final int LEAST_SAMPLES = 32;

  /** The most samples that may be asked for. */
  private static final int MOST_QUESTIONS = 1 << 16;

  @Spec private CommandSpec spec;

  @Mixin private StartModelOption model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "preference pairs, of texts or of conversations, or questions with labeled solutions as"
              + " GSM8K's: .jsonl, .csv, .tsv or .parquet, gzip or not; a file, a directory or a"
              + " pattern")
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
      description =
          "samples on held-out prompts by which the policy is measured after training; 0 for none"
              + " (default: "
              + USUAL_SAMPLES
              + ", fewer for models of more than 10 million parameters)")
  private @Nullable Integer evaluationSamples;

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

  @Mixin private PairFields fields;
  @Mixin private ConversationOptions conversations;
  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.PREFERENCES, 32);

  /** Pairs, those that were sampled as text, and the held-out prompts to sample from. */
  private record Pairs(
      Split<Pair> pairs,
      List<Preference> sampled,
      List<Question<String>> heldOutPrompts,
      Optional<Data<Pair>> read) {}

  @Override
  public Integer call() throws IOException {
    Optional<Verifier<String>> criterion = selfSamples.criterion();
    checkArgument(
        criterion.isPresent() == (data == null),
        "--data: expected a file, or --prefer instead of it, got %s",
        data == null ? "neither" : "both");
    if (criterion.isPresent()) {
      Inapplicable.check(
          spec,
          "with --prefer",
          "--max-length",
          "--overflow",
          "--end-token",
          "--eval-data",
          "--bad-records",
          "--cache");
      PairFields.checkNone(spec, "with --prefer");
      ConversationOptions.checkNone(spec, "with --prefer");
    } else {
      SelfSampleOptions.checkNone(spec);
    }
    boolean talks = data != null && ConversationOptions.areIn(DataFiles.of(data));
    if (talks) {
      PairFields.checkNone(spec, "with conversations");
      Inapplicable.check(spec, "with conversations", "--end-token", "--end-with");
    } else if (data != null) {
      ConversationOptions.checkNone(spec, "without conversations");
    }
    checkArgument(
        evaluationSamples == null || evaluationSamples >= 0,
        "--evaluation-samples: expected at least 0, got %s",
        evaluationSamples);
    PreferenceObjective config = PreferenceObjective.dpo(beta, labelSmoothing);
    Path out = training.directory("dpo");
    try (LanguageModel languageModel = conversations.load(model.directory(), training.decoder(1));
        Policy reference = languageModel.policy().reference()) {
      if (talks) {
        conversations.settle(languageModel.codec(), out);
      }
      Parent base = languageModel.origin().orElseThrow();
      Pairs all =
          criterion.isPresent()
              ? sample(languageModel, reference, criterion.get())
              : talks ? readConversations(languageModel, base) : read(languageModel, base);
      Origins models = Origins.none().withModel("base", base).withModel("reference", base);
      Origins origins =
          all.read().isPresent()
              ? models.withData(all.read().get().reading())
              : models.withData(selfSamples.promptFile());
      TrainingSettings settings =
          training.settle(
              spec,
              out,
              languageModel.policy().config(),
              1,
              Examples.of(all.pairs(), Pair::paddedTokens, pair -> 2),
              origins);
      Trained run = Stages.dpo(languageModel.policy(), reference, all.pairs(), config, settings);
      languageModel.save(out.resolve("model"), origins.saving("dpo", run.identity()));
      if (!all.sampled().isEmpty()) {
        PreferenceFile.write(out.resolve("pairs.jsonl"), all.sampled());
      }
      Summary summary = new Summary();
      run.put(summary, "base", "dpo", "loss", "margin", "accuracy");
      summary.put("dpo", "updates", settings.updates());
      summary.put("dpo", "pairs", all.pairs().train().size());
      summary.put("dpo", "held_out_pairs", all.pairs().heldOut().size());
      all.read().ifPresent(read -> sequences.putBadRecords(summary, "dpo", read));
      summary.write(out.resolve("summary.json"));
      List<Question<String>> questions = measured(languageModel, all);
      if (!questions.isEmpty()) {
        int rows = settings.evaluationRows();
        Policy trained = languageModel.policy();
        measure(summary, "base", languageModel, reference, reference, questions, rows, criterion);
        measure(summary, "dpo", languageModel, trained, reference, questions, rows, criterion);
      }
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private Pairs read(LanguageModel languageModel, Parent base) {
    Tokens tokens = new Tokens(tokenization(languageModel), base.part("tokenizer"));
    Data<Pair> read = read(ExampleForm.preferences(fields.fields(), tokens), languageModel);
    Split<Pair> pairs = read.parts().split();
    List<Question<String>> questions =
        pairs.heldOut() instanceof StoredList<Pair> stored
            ? SelfSampledPairs.questionsOf(languageModel.codec(), stored, MOST_QUESTIONS)
            : SelfSampledPairs.questions(languageModel.codec(), read.parts().heldOut().prompts());
    return new Pairs(pairs, List.of(), questions, Optional.of(read));
  }

  private Data<Pair> read(ExampleForm<?, Pair> form, LanguageModel languageModel) {
    return sequences.readRecords(
        requireNonNull(data), form, holding(languageModel), spec.commandLine().getErr());
  }

  private Pairs readConversations(LanguageModel languageModel, Parent base) {
    DecoderConfig config = languageModel.policy().config();
    Tokenization tokenization =
        sequences
            .lengths()
            .conversations(
                languageModel.codec(), config.maxLength(), training.affordedLength(config, 1, 2));
    Data<Pair> read =
        read(
            ConversationForms.pairs(
                conversations.tokenization(languageModel.codec()),
                new Tokens(tokenization, base.part("tokenizer"))),
            languageModel);
    Split<Pair> pairs = read.parts().split();
    return new Pairs(
        pairs,
        List.of(),
        SelfSampledPairs.questionsOf(languageModel.codec(), pairs.heldOut(), MOST_QUESTIONS),
        Optional.of(read));
  }

  private Pairs sample(LanguageModel languageModel, Policy policy, Verifier<String> criterion) {
    SelfSampledPairs sampled =
        selfSamples.sample(
            policy,
            languageModel.codec(),
            sampling(languageModel),
            selfSamples.prompts(),
            criterion,
            sequences,
            holding(languageModel));
    return new Pairs(sampled.pairs(), sampled.texts(), sampled.heldOutPrompts(), Optional.empty());
  }

  private HoldingOut holding(LanguageModel languageModel) {
    return new HoldingOut(languageModel.policy().config().parameterCount(), training.seed());
  }

  /** The held-out prompts that leave room for a completion, over and over. */
  private List<Question<String>> measured(LanguageModel languageModel, Pairs all) {
    int context = languageModel.policy().config().maxLength();
    List<Question<String>> asked =
        all.heldOutPrompts().stream()
            .filter(question -> question.prompt().length > 0 && question.prompt().length < context)
            .toList();
    double share =
        (double) Completions.QUICK_PARAMETERS / languageModel.policy().config().parameterCount();
    int usual = (int) Math.max(LEAST_SAMPLES, Math.min(1, share) * USUAL_SAMPLES);
    return asked.isEmpty()
        ? List.of()
        : Stream.generate(asked::stream)
            .flatMap(Function.identity())
            .limit(evaluationSamples == null ? usual : evaluationSamples)
            .toList();
  }

  private void measure(
      Summary summary,
      String stage,
      LanguageModel languageModel,
      Policy policy,
      Policy reference,
      List<Question<String>> questions,
      int rows,
      Optional<Verifier<String>> criterion) {
    Completions completions =
        Completions.of(
            policy,
            languageModel.codec(),
            sampling(languageModel),
            questions,
            criterion.orElse((prompt, completion) -> new Verdict.Unverified("no criterion")),
            DrawSeeds.of(training.seed()).evaluation());
    if (criterion.isPresent()) {
      summary.put(stage, "preferred_rate", completions.passRate());
    }
    summary.put(stage, "kl", Divergence.kl(policy, reference, completions.trajectories(), rows));
  }

  private SamplingConfig sampling(LanguageModel languageModel) {
    return SamplingConfig.defaults()
        .withMaxNewTokens(maxNewTokens)
        .withStopTokens(languageModel.codec().endTokens());
  }

  private Tokenization tokenization(LanguageModel languageModel) {
    return sequences
        .lengths()
        .tokenization(
            languageModel.codec(),
            languageModel.policy().config().maxLength(),
            training.affordedLength(languageModel.policy().config(), 1, 2));
  }
}
