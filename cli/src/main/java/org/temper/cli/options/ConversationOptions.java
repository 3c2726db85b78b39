package org.temper.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.ConversationTokenization.SpecialText;
import org.temper.data.chat.Conversations;
import org.temper.data.chat.LossMask;
import org.temper.data.chat.LossMask.Reasoning;
import org.temper.data.chat.LossMask.ToolCalls;
import org.temper.data.chat.LossMask.Turns;
import org.temper.data.files.DataFiles;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.ModelDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for how conversations become sequences. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ConversationOptions {
  private static final String[] NAMES = {
    "--train-on", "--reasoning", "--tool-calls", "--special-text"
  };

  @Mixin private TemplateOption template;

  @Option(
      names = "--train-on",
      paramLabel = "TURNS",
      defaultValue = "all",
      description =
          "which of the assistant's messages the loss looks at: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Turns turns;

  @Option(
      names = "--reasoning",
      paramLabel = "IN_OR_OUT",
      defaultValue = "in",
      description =
          "whether the loss looks at their reasoning: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Reasoning reasoning;

  @Option(
      names = "--tool-calls",
      paramLabel = "IN_OR_OUT",
      defaultValue = "in",
      description =
          "whether the loss looks at messages that call tools: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private ToolCalls toolCalls;

  @Option(
      names = "--special-text",
      paramLabel = "HOW",
      defaultValue = "text",
      description =
          "what becomes of text in a message that spells a special token:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private SpecialText specialText;

  /**
   * Whether data holds conversations, by its first record.
   *
   * @param files the data
   * @return false also for plain text
   * @throws IllegalArgumentException if that record is malformed
   */
  public static boolean areIn(DataFiles files) {
    return files.firstIs(Conversations::isOne);
  }

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    TemplateOption.checkNone(spec, reason);
    Inapplicable.check(spec, reason, NAMES);
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
    return template.load(directory, options);
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
    return template.codec(directory);
  }

  /**
   * Begins a reward model, with the template where one was given.
   *
   * @param directory the directory of the language model that it is begun on
   * @param seed decides the head
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the model or the template is malformed
   * @throws IOException if a file cannot be read
   */
  public LanguageRewardModel begin(Path directory, long seed, DecoderOptions options)
      throws IOException {
    return template.begin(directory, seed, options);
  }

  /**
   * Settles the time that the template sees in a run, as {@link TemplateOption#settle} does.
   *
   * @param codec the tokenizer of the model, which was loaded here
   * @param out the run's directory
   * @throws IllegalArgumentException if what is recorded there cannot be read
   */
  public void settle(HuggingFaceCodec codec, Path out) {
    template.settle(codec, out);
  }

  /**
   * What the template reads the time from.
   *
   * @return as {@link TemplateOption#clock} says
   */
  public Clock clock() {
    return template.clock();
  }

  /**
   * How conversations become sequences.
   *
   * @param codec the tokenizer of the model, which was loaded here
   * @return the tokenization
   * @throws IllegalArgumentException if the model has no template
   */
  public ConversationTokenization tokenization(HuggingFaceCodec codec) {
    return new ConversationTokenization(
        codec, template.format(codec), new LossMask(turns, reasoning, toolCalls), specialText);
  }
}
