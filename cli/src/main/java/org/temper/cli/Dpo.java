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
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.PairFields;
import org.temper.cli.options.SelfSampleOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.TrainingOptions;
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
import org.temper.data.JsonlReader;
import org.temper.data.Preference;
import org.temper.data.Preferences;
import org.temper.data.Sourced;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.chat.ConversationPair;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Conversations;
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
  // What a seed is used for; distinct purposes draw distinct samples.
  private static final long PURPOSES = 16;
  private static final long TRAINING_SAMPLES = 1;
  private static final long HELD_OUT_SAMPLES = 2;
  private static final long EVALUATION_SAMPLES = 3;

  private static final int USUAL_SAMPLES = 512;
  private static final int LEAST_SAMPLES = 32;

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
          "preference pairs, of texts or of conversations, or questions with labeled solutions as"
              + " GSM8K's: .jsonl, gzip or not")
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
      Inapplicable.check(
          spec, "with --prefer", "--max-length", "--overflow", "--end-token", "--eval-data");
      PairFields.checkNone(spec, "with --prefer");
      ConversationOptions.checkNone(spec, "with --prefer");
    } else {
      Inapplicable.check(
          spec,
          "without --prefer",
          "--prompts",
          "--prompt-words",
          "--samples-per-prompt",
          "--pairs-per-prompt");
    }
    boolean talks = data != null && ConversationOptions.areIn(data);
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
    try (LanguageModel languageModel = conversations.load(model, training.decoder());
        Policy reference = languageModel.policy().reference()) {
      Data all =
          criterion.isPresent()
              ? sample(languageModel, reference, criterion.get())
              : talks ? readConversations(languageModel) : read(languageModel);
      Parent base = languageModel.origin().orElseThrow();
      Origins origins =
          Origins.none()
              .withModel("base", base)
              .withModel("reference", base)
              .withData(data == null ? selfSamples.promptFile() : data);
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

  private Data read(LanguageModel languageModel) {
    Tokenization tokenization = tokenization(languageModel);
    Split<Sourced<Preference>> records =
        sequences.read(
            requireNonNull(data),
            file -> Preferences.read(file, fields.fields()),
            Preference::prompt,
            holding(languageModel));
    return new Data(
        sequences.examples(records, tokenization::pairs, spec.commandLine().getErr()),
        List.of(),
        SelfSampledPairs.questions(
            languageModel.codec(),
            records.heldOut().stream().map(held -> held.record().prompt()).distinct().toList()));
  }

  private Data readConversations(LanguageModel languageModel) {
    ConversationTokenization conversation = conversations.tokenization(languageModel);
    DecoderConfig config = languageModel.policy().config();
    Tokenization tokenization =
        sequences.conversations(
            languageModel.codec(), config.maxLength(), training.affordedLength(config, 1, 2));
    Split<Sourced<ConversationPair>> records =
        sequences.read(
            requireNonNull(data),
            file -> JsonlReader.readSourced(file, Conversations::pair),
            pair -> pair.chosen().question().toString(),
            holding(languageModel));
    return new Data(
        sequences.examples(
            records,
            pairs -> tokenization.encodedPairs(pairs, conversation::pair),
            spec.commandLine().getErr()),
        List.of(),
        records.heldOut().stream()
            .map(held -> held.record().chosen())
            .map(chosen -> chosen.conversation().withMessages(chosen.question()))
            .distinct()
            .map(prompt -> new Question<>(prompt.toString(), conversation.prompt(prompt)))
            .toList());
  }

  private Data sample(LanguageModel languageModel, Policy policy, Verifier<String> criterion) {
    List<String> prompts = selfSamples.prompts();
    SelfSampledPairs sampled =
        SelfSampledPairs.of(
            policy,
            languageModel.codec(),
            sampling(languageModel),
            Split.byShare(
                prompts,
                prompt -> prompt,
                sequences.heldOutShare(prompts.size(), holding(languageModel)),
                training.seed()),
            criterion,
            selfSamples.counts(),
            new DrawSeeds(
                training.seed() * PURPOSES + TRAINING_SAMPLES,
                training.seed() * PURPOSES + HELD_OUT_SAMPLES));
    return new Data(sampled.pairs(), sampled.texts(), sampled.heldOutPrompts());
  }

  private HoldingOut holding(LanguageModel languageModel) {
    return new HoldingOut(languageModel.policy().config().parameterCount(), training.seed());
  }

  /** The held-out prompts that leave room for a completion, over and over. */
  private List<Question<String>> measured(LanguageModel languageModel, Data all) {
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
            training.seed() * PURPOSES + EVALUATION_SAMPLES);
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
    return sequences.tokenization(
        languageModel.codec(),
        languageModel.policy().config().maxLength(),
        training.affordedLength(languageModel.policy().config(), 1, 2));
  }
}
