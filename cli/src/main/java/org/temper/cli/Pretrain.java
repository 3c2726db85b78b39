package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.metrics.MetricLine.Kind;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.arithmetic.ArithmeticCorpus;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.OptimizerOptions;
import org.temper.cli.options.OutputOptions;
import org.temper.cli.options.RunOptions;
import org.temper.cli.options.Settings;
import org.temper.cli.options.ShapeOptions;
import org.temper.cli.text.TemporaryDirectory;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.TextFiles.Documents;
import org.temper.cli.text.WordTokenizer;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingPlan;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.StorageType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pre-training of a decoder from scratch, on a text file or on generated worded arithmetic. */
@Command(
    name = "pretrain",
    description = {
      "Pre-training of a small Llama-family decoder from random weights.",
      "Trains on a text file, with a tokenizer made of its words and bytes; or, without one, on a"
          + " generated corpus of worded arithmetic, as the quickstart's base model was."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Pretrain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "plain text to train on, gzip or not (default: generated worded arithmetic)")
  private @Nullable Path data;

  @Option(
      names = "--documents",
      paramLabel = "KIND",
      defaultValue = "paragraphs",
      description =
          "what a document of --data is: ${COMPLETION-CANDIDATES}; paragraphs are separated by"
              + " blank lines (default: ${DEFAULT-VALUE})")
  private Documents documents;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "1024",
      description = "most words of the tokenizer made for --data (default: ${DEFAULT-VALUE})")
  private int words;

  @Option(
      names = "--generated-documents",
      paramLabel = "N",
      defaultValue = "160000",
      description = "documents of the generated corpus (default: ${DEFAULT-VALUE})")
  private int generatedDocuments;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "share of the documents to measure on, the last ones (default: ${DEFAULT-VALUE})")
  private double heldOut;

  @Option(
      names = "--block-length",
      paramLabel = "N",
      defaultValue = "64",
      description = "tokens of a training sequence (default: ${DEFAULT-VALUE})")
  private int blockLength;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "5e-3",
      description = "peak learning rate (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "blocks of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--storage",
      paramLabel = "FORMAT",
      defaultValue = "float32",
      description =
          "number format of the saved weights: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private StorageType storage;

  @Mixin private ShapeOptions shape;
  @Mixin private RunOptions run;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private OutputOptions output;
  @Mixin private ComputeOptions compute;

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    if (data == null) {
      Inapplicable.check(spec, "without --data", "--documents", "--words");
    } else {
      Inapplicable.check(spec, "with --data", "--generated-documents");
    }
    Path out = output.directory("pretrain", run.start());
    List<String> texts =
        data == null
            ? ArithmeticCorpus.documents(run.seed()).limit(generatedDocuments).toList()
            : TextFiles.read(data, documents);
    List<String> vocabulary =
        data == null ? ArithmeticTasks.words() : WordTokenizer.frequentWords(texts.stream(), words);
    Split<String> split =
        TextFiles.holdOutEnd(texts, TextFiles.heldOutCount(texts.size(), heldOut));
    Origins origins = Origins.none().withData(data);
    try (LanguageModel model = create(vocabulary)) {
      int context = model.policy().config().maxLength();
      checkArgument(
          blockLength >= 2 && blockLength <= context,
          "--block-length: expected from 2 to the --context of %s, got %s",
          context,
          blockLength);
      Tokenization tokenization = Tokenization.of(model.codec(), blockLength, Overflow.ERROR);
      Split<TokenSequence> blocks =
          new Split<>(tokenization.blocks(split.train()), tokenization.blocks(split.heldOut()));
      int updates =
          run.updates(((long) blocks.train().size() + batchSize - 1) / Math.max(1, batchSize));
      TrainingPlan plan =
          new TrainingPlan(
              "pretrain",
              out,
              run.start(),
              run.seed(),
              updates,
              run.batches(batchSize),
              optimizer.config(learningRate, updates),
              run.evaluateEvery(updates),
              run.checkpointEvery(),
              Settings.of(spec, origins));
      Trained trained = Stages.sft(model.policy(), blocks, plan);
      model.save(
          out.resolve("model"), origins.saving("pretrain", trained.identity()).withType(storage));
      List<Double> losses = trained.history().values(Kind.EVALUATION, "loss");
      Summary summary =
          new Summary()
              .put("random", "nats_per_token", losses.get(0))
              .put("pretrain", "nats_per_token", losses.get(losses.size() - 1))
              .put("pretrain", "parameters", (double) model.policy().config().parameterCount())
              .put("pretrain", "updates", updates)
              .put("pretrain", "blocks", blocks.train().size())
              .put("pretrain", "held_out_blocks", blocks.heldOut().size());
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private LanguageModel create(List<String> vocabulary) throws IOException {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      WordTokenizer.write(directory.path(), vocabulary);
      HuggingFaceCodec codec = HuggingFaceCodec.load(directory.path());
      DecoderPolicy policy =
          DecoderPolicy.random(shape.config(codec.vocabularySize()), run.seed(), compute.decoder());
      return LanguageModel.of(policy, codec, GenerationDefaults.none());
    }
  }
}
