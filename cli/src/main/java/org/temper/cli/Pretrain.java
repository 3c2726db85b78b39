package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.agent.ToolCorpus;
import org.temper.cli.arithmetic.ArithmeticCorpus;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.options.ShapeOptions;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.pretraining.Documents;
import org.temper.cli.pretraining.PretrainingData;
import org.temper.cli.text.TemporaryDirectory;
import org.temper.cli.text.WordTokenizer;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.MemoryForecast;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.Split;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
import org.temper.models.storage.StorageType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pre-training of a decoder from scratch, on a text file or on generated worded arithmetic. */
@Command(
    name = "pretrain",
    description = {
      "Pre-training of a small Llama-family decoder from random weights, or on from a --model.",
      "Trains on a text file, with a tokenizer made of its words and bytes; or, without one, on a"
          + " generated corpus of worded arithmetic, as the quickstart's base model was."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Pretrain implements Callable<Integer> {
  /** What is generated to train on. */
  enum Corpus {
    /** Worded arithmetic. */
    ARITHMETIC,
    /** Conversations with made-up tools. */
    TOOLS
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "plain text to train on, gzip or not, or texts in a --text-field of .jsonl, .csv, .tsv or"
              + " .parquet: a file, a directory or a pattern (default: generated worded"
              + " arithmetic)")
  private @Nullable Path data;

  @Option(
      names = "--text-field",
      paramLabel = "NAME",
      description = "field of the records of --data that holds a document")
  private @Nullable String textField;

  @Option(
      names = "--documents",
      paramLabel = "KIND",
      defaultValue = "paragraphs",
      description =
          "what a document of --data is: ${COMPLETION-CANDIDATES}; paragraphs are separated by"
              + " blank lines (default: ${DEFAULT-VALUE})")
  private Separator documents;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "1024",
      description = "most words of the tokenizer made for --data (default: ${DEFAULT-VALUE})")
  private int words;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "a model to go on from, with its shape and tokenizer: a directory, or ORG/NAME on the Hub"
              + " (default: random weights)")
  private @Nullable Path start;

  @Option(
      names = "--corpus",
      paramLabel = "KIND",
      defaultValue = "arithmetic",
      description =
          "generated corpus to train on without --data: ${COMPLETION-CANDIDATES}; worded"
              + " arithmetic, or conversations with made-up tools (default: ${DEFAULT-VALUE})")
  private Corpus generatedCorpus;

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
          "share of the documents to measure on, the last ones, at most 0.5 (default:"
              + " ${DEFAULT-VALUE})")
  private double heldOut;

  @Option(
      names = "--block-length",
      paramLabel = "N",
      defaultValue = "64",
      description = "tokens of a training sequence (default: ${DEFAULT-VALUE})")
  private int blockLength;

  @Option(
      names = "--storage",
      paramLabel = "FORMAT",
      defaultValue = "float32",
      description =
          "number format of the saved weights: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private StorageType storage;

  @Mixin private ShapeOptions shape;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.PRETRAINING, 32);

  @Override
  public Integer call() throws IOException {
    if (data == null) {
      Inapplicable.check(spec, "without --data", "--documents", "--words", "--text-field");
    } else {
      Inapplicable.check(spec, "with --data", "--corpus", "--generated-documents");
    }
    if (start != null) {
      Inapplicable.check(spec, "with --model", "--words");
      ShapeOptions.checkNone(spec, "with --model");
    }
    Path out = training.directory("pretrain");
    PretrainingData corpus = data == null ? generated() : documents(data);
    Origins origins = Origins.none().withData(data);
    if (start != null) {
      origins = origins.withModel("model", Parent.ofModel(start));
    }
    try (LanguageModel model =
        start == null ? create(corpus) : LanguageModel.load(start, training.decoder(0))) {
      int context = model.policy().config().maxLength();
      checkArgument(
          blockLength >= 2 && blockLength <= context,
          "--block-length: expected from 2 to the --context of %s, got %s",
          context,
          blockLength);
      Split<TokenSequence> blocks = corpus.sequences(model.codec(), blockLength);
      TrainingSettings settings =
          training.settle(
              spec,
              out,
              model.policy().config(),
              0,
              Examples.of(blocks, TokenSequence::length, block -> 1),
              origins);
      Trained trained = Stages.sft(model.policy(), blocks, settings);
      model.save(
          out.resolve("model"), origins.saving("pretrain", trained.identity()).withType(storage));
      Summary summary = new Summary();
      trained.put(
          summary, start == null ? "random" : "base", "pretrain", Map.of("nats_per_token", "loss"));
      summary
          .put("pretrain", "parameters", (double) model.policy().config().parameterCount())
          .put("pretrain", "updates", settings.updates())
          .put("pretrain", "blocks", blocks.train().size())
          .put("pretrain", "held_out_blocks", blocks.heldOut().size());
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private PretrainingData generated() {
    return switch (generatedCorpus) {
      case ARITHMETIC ->
          new Documents(
              ArithmeticCorpus.documents(training.seed()).limit(generatedDocuments).toList(),
              ArithmeticTasks.words(),
              heldOut);
      case TOOLS -> new ToolCorpus(training.seed(), generatedDocuments, heldOut);
    };
  }

  private PretrainingData documents(Path path) {
    List<String> texts = texts(path);
    return new Documents(texts, WordTokenizer.frequentWords(texts.stream(), words), heldOut);
  }

  private List<String> texts(Path path) {
    DataFiles files = DataFiles.of(path);
    if (files.holdRecords()) {
      checkArgument(
          textField != null,
          "--data: expected plain text, got %s; the recipe sft trains on records, and --text-field"
              + " names a field of theirs that holds documents",
          path);
      Inapplicable.check(spec, "with a file of records", "--documents");
    } else {
      Inapplicable.check(spec, "with plain text", "--text-field");
    }
    String field = textField == null ? FileFormat.TEXT_FIELD : textField;
    List<String> texts = new ArrayList<>();
    files.read(documents, record -> texts.add(record.parse().text(field)));
    checkArgument(!texts.isEmpty(), "%s: expected at least one document, got none", path);
    return texts;
  }

  private LanguageModel create(PretrainingData corpus) throws IOException {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      corpus.writeTokenizer(directory.path());
      HuggingFaceCodec codec = HuggingFaceCodec.load(directory.path());
      DecoderConfig config = shape.config(codec.vocabularySize());
      DecoderOptions options = training.decoder(0);
      MemoryForecast.checkFits(
          "--width, --feed-forward and --layers",
          (double) config.parameterCount(),
          options.device());
      DecoderPolicy policy = DecoderPolicy.random(config, training.seed(), options);
      return LanguageModel.of(policy, codec, GenerationDefaults.none());
    }
  }
}
