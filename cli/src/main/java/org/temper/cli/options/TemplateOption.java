package org.temper.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.temper.data.chat.ChatFormat;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Option;

/** The option for another chat template than the model's. */
public final class TemplateOption {

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "the chat template, in Jinja, of conversations (default: the model's)")
  private @Nullable Path chatTemplate;

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
   * The template of a model that was loaded so.
   *
   * @param model the model
   * @return its format
   * @throws IllegalArgumentException if it has no template
   */
  public static ChatFormat formatOf(LanguageModel model) {
    return model
        .chatFormat()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--model: expected one with a chat template, as the data are conversations, got"
                        + " none (chat_template.jinja or tokenizer_config.json); give one with"
                        + " --chat-template FILE"));
  }
}
