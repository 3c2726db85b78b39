package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.options.ExampleOptions;
import org.temper.cli.options.ExampleOptions.Kind;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.Data;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.StartModelOption;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.Provenance.Parent;
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
      "Data: prompts with completions (the loss looks at completions alone), conversations, with"
          + " \"messages\" or \"conversations\" (the loss looks at what the assistant wrote), or"
          + " texts in a --text-field, in files .jsonl, .csv, .tsv or .parquet; or plain text (any"
          + " other name; the loss looks at all of it). A file, a directory of files, or a pattern"
          + " such as 'data/*.jsonl.gz'."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Sft implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StartModelOption model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "what to train on, gzip or not: a file, a directory or a pattern")
  private Path data;

  @Mixin private ExampleOptions examples;
  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.FINE_TUNING, 16);

  @Override
  public Integer call() throws IOException {
    DataFiles files = DataFiles.of(data);
    Kind kind = ExampleOptions.kind(files);
    examples.check(spec, Set.of(kind));
    Path out = training.directory("sft");
    try (LanguageModel languageModel = examples.load(model.directory(), training.decoder(0))) {
      examples.settle(Set.of(kind), languageModel.codec(), out);
      Parent base = languageModel.origin().orElseThrow();
      Data<TokenSequence> read = read(files, kind, languageModel);
      Split<TokenSequence> split = read.parts().split();
      Origins origins = Origins.none().withModel("base", base).withData(read.reading());
      TrainingSettings settings =
          training.settle(
              spec,
              out,
              languageModel.policy().config(),
              0,
              Examples.of(split, TokenSequence::length, sequence -> 1),
              origins);
      Trained trained = Stages.sft(languageModel.policy(), split, settings);
      languageModel.save(out.resolve("model"), origins.saving("sft", trained.identity()));
      Summary summary = new Summary();
      trained.put(summary, "base", "sft", Map.of("nats_per_token", "loss"));
      summary
          .put("sft", "updates", settings.updates())
          .put("sft", "examples", split.train().size())
          .put("sft", "held_out_examples", split.heldOut().size());
      sequences.putBadRecords(summary, "sft", read);
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private Data<TokenSequence> read(DataFiles files, Kind kind, LanguageModel languageModel) {
    DecoderConfig config = languageModel.policy().config();
    Tokenization tokenization =
        ExampleOptions.tokenization(
            kind,
            sequences.lengths(),
            languageModel.codec(),
            config.maxLength(),
            training.affordedLength(config, 0, 1));
    return sequences.read(
        files,
        examples.form(
            kind,
            languageModel.codec(),
            new Tokens(tokenization, languageModel.origin().orElseThrow().part("tokenizer"))),
        examples.documents(),
        new HoldingOut(config.parameterCount(), training.seed()),
        spec.commandLine().getErr());
  }
}
