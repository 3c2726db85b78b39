package org.temper.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.Tokenization;
import org.temper.data.corpus.ConversationForms;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.ModelDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for what records say that a model learns to write. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ExampleOptions {

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

  /**
   * What data says, by its first record.
   *
   * @param files the data
   * @return what it is
   * @throws IllegalArgumentException if that record is malformed
   */
  public static Kind kind(DataFiles files) {
    if (!files.holdRecords()) {
      return Kind.TEXT;
    }
    return ConversationOptions.areIn(files) ? Kind.CONVERSATIONS : Kind.RECORDS;
  }

  /** What data says. */
  public enum Kind {
    /** Documents of plain text. */
    TEXT,
    /** Records with prompts and completions, or with texts. */
    RECORDS,
    /** Records with conversations. */
    CONVERSATIONS
  }

  /**
   * Checks that only options were given that apply to data of some kind.
   *
   * @param spec the command, parsed
   * @param kinds what the data says, file by file
   * @throws IllegalArgumentException if another was given
   */
  public void check(CommandSpec spec, Set<Kind> kinds) {
    if (!kinds.contains(Kind.RECORDS)) {
      Inapplicable.check(
          spec,
          kinds.contains(Kind.TEXT) ? "with plain text" : "with conversations",
          "--text-field",
          "--prompt-field",
          "--completion-field");
    }
    if (!kinds.contains(Kind.TEXT)) {
      Inapplicable.check(spec, "with records alone", "--documents");
    }
    if (textField != null) {
      Inapplicable.check(spec, "with --text-field", "--prompt-field", "--completion-field");
    }
    if (kinds.equals(Set.of(Kind.CONVERSATIONS))) {
      Inapplicable.check(spec, "with conversations", "--end-token", "--end-with");
    }
    if (!kinds.contains(Kind.CONVERSATIONS)) {
      ConversationOptions.checkNone(spec, "without conversations");
    }
  }

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    Inapplicable.check(
        spec, reason, "--text-field", "--documents", "--prompt-field", "--completion-field");
    ConversationOptions.checkNone(spec, reason);
  }

  /**
   * Loads a model, with the template where one was given.
   *
   * @param directory the model's directory
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the model or the template is malformed
   * @throws IOException if a file cannot be read
   */
  public LanguageModel load(Path directory, DecoderOptions options) throws IOException {
    return conversations.load(directory, options);
  }

  /**
   * Loads a model's tokenizer alone, with the template where one was given.
   *
   * @param directory the model's directory
   * @return the tokenizer, to be closed by the caller
   * @throws IllegalArgumentException if the tokenizer or the template is malformed
   * @throws IOException if a file cannot be read
   */
  public HuggingFaceCodec codec(ModelDirectory directory) throws IOException {
    return conversations.codec(directory);
  }

  /**
   * Settles the time that the template sees in a run, where there are conversations.
   *
   * @param kinds what the data says, file by file
   * @param codec the tokenizer of the model, which was loaded here
   * @param out the run's directory
   * @throws IllegalArgumentException if what is recorded there cannot be read
   */
  public void settle(Set<Kind> kinds, HuggingFaceCodec codec, Path out) {
    if (kinds.contains(Kind.CONVERSATIONS)) {
      conversations.settle(codec, out);
    }
  }

  /**
   * What the template reads the time from.
   *
   * @return as {@link TemplateOption#clock} says
   */
  public Clock clock() {
    return conversations.clock();
  }

  /**
   * How records become examples.
   *
   * @param kind what the data says
   * @param codec the tokenizer of the model, which was loaded here
   * @param tokens how long examples may be, and how they end
   * @return the form
   * @throws IllegalArgumentException if the model has no template and needs one
   */
  public ExampleForm<?, TokenSequence> form(Kind kind, HuggingFaceCodec codec, Tokens tokens) {
    return switch (kind) {
      case TEXT -> ExampleForm.texts(FileFormat.TEXT_FIELD, tokens);
      case CONVERSATIONS -> ConversationForms.examples(conversations.tokenization(codec), tokens);
      case RECORDS ->
          textField == null
              ? ExampleForm.promptCompletions(fields.fields(), tokens)
              : ExampleForm.texts(textField, tokens);
    };
  }

  /**
   * How long examples may be, and how they end: conversations as their template ends them.
   *
   * @param kind what the data says
   * @param lengths the options for it
   * @param codec the model's tokenizer
   * @param contextLength the most tokens that the model takes
   * @param afforded the most tokens where no other number is asked for
   * @return the tokenization
   * @throws IllegalArgumentException as {@link LengthOptions#tokenization} does
   */
  public static Tokenization tokenization(
      Kind kind, LengthOptions lengths, TextCodec codec, int contextLength, int afforded) {
    return kind == Kind.CONVERSATIONS
        ? lengths.conversations(codec, contextLength, afforded)
        : lengths.tokenization(codec, contextLength, afforded);
  }

  /**
   * What separates the documents of plain text.
   *
   * @return the separator
   */
  public Separator documents() {
    return documents;
  }
}
