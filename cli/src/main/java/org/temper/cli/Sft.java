package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.temper.algorithms.run.Summary;
import org.temper.api.TokenSequence;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.options.HelpOption;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.options.PromptFields;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.options.TrainingOptions;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.TextFiles.Documents;
import org.temper.cli.training.Examples;
import org.temper.cli.training.LearningRates;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Report;
import org.temper.cli.training.Stages;
import org.temper.cli.training.Trained;
import org.temper.cli.training.TrainingSettings;
import org.temper.data.JsonlReader;
import org.temper.data.PromptCompletion;
import org.temper.data.Sourced;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Conversations;
import org.temper.models.decoder.DecoderConfig;
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
      "Data: prompts with completions (.jsonl; the loss looks at completions alone), conversations"
          + " (.jsonl with \"messages\" or \"conversations\"; the loss looks at what the assistant"
          + " wrote), or plain text (any other name; the loss looks at all of it)."
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

  @Mixin private PromptFields fields;
  @Mixin private ConversationOptions conversations;
  @Mixin private SequenceOptions sequences;
  @Mixin private TrainingOptions training = new TrainingOptions(LearningRates.FINE_TUNING, 16);

  @SuppressWarnings("UnusedVariable") // picocli acts on it
  @Mixin
  private HelpOption help;

  @Override
  public Integer call() throws IOException {
    boolean talks = ConversationOptions.areIn(data);
    if (TextFiles.holdsRecords(data)) {
      Inapplicable.check(spec, "with a .jsonl file", "--documents");
    } else {
      Inapplicable.check(spec, "with plain text", "--prompt-field", "--completion-field");
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
      Split<TokenSequence> split = talks ? readConversations(languageModel) : read(languageModel);
      Origins origins =
          Origins.none().withModel("base", languageModel.origin().orElseThrow()).withData(data);
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
      Report.write(summary, out, spec.commandLine().getOut());
    }
    return 0;
  }

  private Split<TokenSequence> readConversations(LanguageModel languageModel) {
    ConversationTokenization conversation = conversations.tokenization(languageModel);
    DecoderConfig config = languageModel.policy().config();
    Tokenization tokenization =
        sequences.conversations(
            languageModel.codec(), config.maxLength(), training.affordedLength(config, 0, 1));
    return sequences.examples(
        sequences.read(
            data,
            file -> JsonlReader.readSourced(file, Conversations::example),
            example -> example.question().toString(),
            new HoldingOut(config.parameterCount(), training.seed())),
        records -> tokenization.encoded(records, conversation::sequence),
        spec.commandLine().getErr());
  }

  private Split<TokenSequence> read(LanguageModel languageModel) {
    Tokenization tokenization =
        sequences.tokenization(
            languageModel.codec(),
            languageModel.policy().config().maxLength(),
            training.affordedLength(languageModel.policy().config(), 0, 1));
    HoldingOut holding =
        new HoldingOut(languageModel.policy().config().parameterCount(), training.seed());
    return sequences.examples(
        TextFiles.holdsRecords(data)
            ? sequences.read(
                data,
                file ->
                    JsonlReader.readSourced(
                        file, record -> PromptCompletion.of(record, fields.fields())),
                PromptCompletion::prompt,
                holding)
            : texts(holding),
        tokenization::sequences,
        spec.commandLine().getErr());
  }

  /**
   * A document is a completion of nothing: one sequence each, as a model sees it when it writes.
   */
  private Split<Sourced<PromptCompletion>> texts(HoldingOut holding) {
    return sequences.read(
        data,
        file -> {
          checkArgument(
              !TextFiles.holdsRecords(file), "--eval-data: expected plain text, got %s", file);
          return TextFiles.readSourced(file, documents);
        },
        (texts, share) -> TextFiles.holdOutEnd(texts, TextFiles.heldOutCount(texts.size(), share)),
        holding);
  }
}
