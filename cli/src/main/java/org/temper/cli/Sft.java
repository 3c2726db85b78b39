package org.temper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.PromptFields;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.Data;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.PromptCompletion;
import org.temper.data.Split;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.Tokenization;
import org.temper.data.corpus.ConversationForms;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;
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
          + " \"messages\" or \"conversations\" (the loss looks at what the assistant wrote), or texts"
          + " in a --text-field, in files .jsonl, .csv, .tsv or .parquet; or plain text (any other name;"
          + " the loss looks at all of it). A file, a directory of files, or a pattern such as"
          + " 'data/*.jsonl.gz'."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Sft implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "the model to start from: a directory, or ORG/NAME on the Hub")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "what to train on, gzip or not: a file, a directory or a pattern")
  private Path data;

  @Option(
      names = "--text-field",
      paramLabel = "NAME",
      description = "field of the records that holds a text to train on, instead of a prompt")
  private @Nullable String textField;

  @Option(
      names = "--documents",
      paramLabel = "KIND",
      defaultValue = "paragraphs",
      description =
          "what a document of plain text is: ${COMPLETION-CANDIDATES}; paragraphs are separated by"
              + " blank lines (default: ${DEFAULT-VALUE})")
  private Separator documents;

  @Mixin private PromptFields fields;
  @Mixin private ConversationOptions conversations;
  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.FINE_TUNING, 16);

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    DataFiles files = DataFiles.of(data);
    boolean talks = ConversationOptions.areIn(files);
    if (files.holdRecords()) {
      Inapplicable.check(spec, "with a file of records", "--documents");
    } else {
      Inapplicable.check(
          spec, "with plain text", "--text-field", "--prompt-field", "--completion-field");
    }
    if (textField != null) {
      Inapplicable.check(spec, "with --text-field", "--prompt-field", "--completion-field");
    }
    if (talks) {
      Inapplicable.check(
          spec,
          "with conversations",
          "--prompt-field",
          "--completion-field",
          "--end-token",
          "--end-with");
    } else {
      ConversationOptions.checkNone(spec, "without conversations");
    }
    Path out = training.directory("sft");
    try (LanguageModel languageModel = conversations.load(model, training.decoder())) {
      Parent base = languageModel.origin().orElseThrow();
      Data<TokenSequence> read =
          talks ? readConversations(files, languageModel, base) : read(files, languageModel, base);
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

  private Data<TokenSequence> readConversations(
      DataFiles files, LanguageModel languageModel, Parent base) {
    DecoderConfig config = languageModel.policy().config();
    Tokenization tokenization =
        sequences.conversations(
            languageModel.codec(), config.maxLength(), training.affordedLength(config, 0, 1));
    return read(
        files,
        ConversationForms.examples(
            conversations.tokenization(languageModel),
            new Tokens(tokenization, base.part("tokenizer"))),
        languageModel);
  }

  private Data<TokenSequence> read(DataFiles files, LanguageModel languageModel, Parent base) {
    Tokenization tokenization =
        sequences.tokenization(
            languageModel.codec(),
            languageModel.policy().config().maxLength(),
            training.affordedLength(languageModel.policy().config(), 0, 1));
    return read(
        files, form(files, new Tokens(tokenization, base.part("tokenizer"))), languageModel);
  }

  private Data<TokenSequence> read(
      DataFiles files, ExampleForm<?, TokenSequence> form, LanguageModel languageModel) {
    return sequences.read(
        files,
        form,
        documents,
        new HoldingOut(languageModel.policy().config().parameterCount(), training.seed()),
        spec.commandLine().getErr());
  }

  private ExampleForm<PromptCompletion, TokenSequence> form(DataFiles files, Tokens tokens) {
    if (!files.holdRecords()) {
      return ExampleForm.texts(FileFormat.TEXT_FIELD, tokens);
    }
    return textField == null
        ? ExampleForm.promptCompletions(fields.fields(), tokens)
        : ExampleForm.texts(textField, tokens);
  }
}
