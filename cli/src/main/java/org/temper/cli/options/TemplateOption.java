package org.temper.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.temper.data.chat.ChatFormat;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.ModelDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option for another chat template than the model's. */
public final class TemplateOption {
  private static final String[] NAMES = {"--chat-template"};

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "the chat template, in Jinja, of conversations (default: the model's)")
  private @Nullable Path chatTemplate;

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why it does not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
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
    return chatTemplate == null
        ? LanguageModel.load(directory, options)
        : LanguageModel.loadWithTemplate(directory, options, chatTemplate);
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
    return chatTemplate == null
        ? directory.codec()
        : directory.codecWithTemplate(chatTemplate);
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
    return chatTemplate == null
        ? LanguageRewardModel.begin(directory, seed, options)
        : LanguageRewardModel.beginWithTemplate(directory, seed, options, chatTemplate);
  }

  /**
   * The template of a model that was loaded so.
   *
   * @param codec the model's tokenizer
   * @return its format
   * @throws IllegalArgumentException if it has no template
   */
  public ChatFormat format(HuggingFaceCodec codec) {
    return codec
        .chatFormat()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--model: expected one with a chat template, as the data are conversations, got"
                        + " none (chat_template.jinja or tokenizer_config.json); give one with"
                        + " --chat-template FILE"));
  }
}
