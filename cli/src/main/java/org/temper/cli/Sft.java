package org.temper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.RunOptions;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.Settings;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.TextFiles.Documents;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingPlan;
import org.temper.data.BatchConfig;
import org.temper.data.JsonlReader;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Supervised fine-tuning of a model on prompts with completions, or on text. */
@Command(
    name = "sft",
    description = {
      "Supervised fine-tuning of a model in Hugging Face layout.",
      "Data: prompts with completions (.jsonl, fields \"prompt\" and \"completion\"; the loss looks"
          + " at completions alone), or plain text (any other name; the loss looks at all of it)."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Sft implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "directory of the model to start from")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "what to train on, gzip or not")
  private Path data;

  @Option(
      names = "--documents",
      paramLabel = "KIND",
      defaultValue = "paragraphs",
      description =
          "what a document of plain text is: ${COMPLETION-CANDIDATES}; paragraphs are separated by"
              + " blank lines (default: ${DEFAULT-VALUE})")
  private Documents documents;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "peak learning rate (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "examples of an update (default: ${DEFAULT-VALUE})")
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
    if (TextFiles.holdsRecords(data)) {
      Inapplicable.check(spec, "with a .jsonl file", "--documents");
    }
    Path out = output.directory("sft", run.start());
    try (LanguageModel languageModel = LanguageModel.load(model, compute.decoder())) {
      Split<TokenSequence> split = read(languageModel);
      Origins origins =
          Origins.none().withModel("base", languageModel.origin().orElseThrow()).withData(data);
      BatchConfig batches = run.batches(batchSize);
      int updates = run.updates((split.train().size() + batchSize - 1) / batchSize);
      TrainingPlan plan =
          new TrainingPlan(
              "sft",
              out,
              run.start(),
              run.seed(),
              updates,
              batches,
              optimizer.config(learningRate, updates),
              run.evaluateEvery(updates),
              run.checkpointEvery(),
              Settings.of(spec, origins));
      Trained trained = Stages.sft(languageModel.policy(), split, plan);
      languageModel.save(out.resolve("model"), origins.saving("sft", trained.identity()));
      List<Double> losses = trained.history().values(Kind.EVALUATION, "loss");
      Summary summary =
          new Summary()
              .put("base", "nats_per_token", losses.get(0))
              .put("sft", "nats_per_token", losses.get(losses.size() - 1))
              .put("sft", "updates", updates)
              .put("sft", "examples", split.train().size())
              .put("sft", "held_out_examples", split.heldOut().size());
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private Split<TokenSequence> read(LanguageModel languageModel) {
    Tokenization tokenization =
        sequences.tokenization(languageModel.codec(), languageModel.policy().config().maxLength());
    if (TextFiles.holdsRecords(data)) {
      List<PromptCompletion> records = JsonlReader.promptCompletions(data);
      int prompts = (int) records.stream().map(PromptCompletion::prompt).distinct().count();
      Split<PromptCompletion> split =
          Split.grouped(
              records, PromptCompletion::prompt, sequences.heldOutCount(prompts), run.seed());
      return tokenized(tokenization, split);
    }
    // A document is a completion of nothing: one sequence each, as a model sees it when it writes.
    List<PromptCompletion> texts =
        TextFiles.read(data, documents).stream()
            .map(text -> new PromptCompletion("", text))
            .toList();
    return tokenized(
        tokenization, TextFiles.holdOutEnd(texts, sequences.heldOutCount(texts.size())));
  }

  private Split<TokenSequence> tokenized(Tokenization tokenization, Split<PromptCompletion> split) {
    PrintWriter messages = spec.commandLine().getErr();
    return new Split<>(
        sequences.examples(tokenization.sequences(split.train()), messages),
        sequences.examples(tokenization.sequences(split.heldOut()), messages));
  }
}
