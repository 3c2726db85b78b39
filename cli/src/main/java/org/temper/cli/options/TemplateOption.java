package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.Settings;
import org.temper.data.chat.ChatFormat;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageRewardModel;
import org.temper.models.hf.ModelDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for another chat template than the model's, and for the time that templates see. */
public final class TemplateOption {
  private static final String NOW = "--now";
  private static final String[] NAMES = {"--chat-template", NOW};

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "the chat template, in Jinja, of conversations (default: the model's)")
  private @Nullable Path chatTemplate;

  @Option(
      names = NOW,
      paramLabel = "TIME",
      description =
          "the time that templates see which ask for it, such as 2026-11-28T16:00:00 (default: the"
              + " clock's; of a training run the day on which it began, also when it is resumed)")
  private @Nullable LocalDateTime now;

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
    return chatTemplate == null ? directory.codec() : directory.codecWithTemplate(chatTemplate);
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
   * Settles the time of a run: where none is given it is that of the run that is there, else
   * today's beginning. A template that does not ask for the time is left without one.
   *
   * @param codec the tokenizer of the model, which was loaded here
   * @param out the run's directory
   * @throws IllegalArgumentException if what is recorded there cannot be read
   */
  public void settle(HuggingFaceCodec codec, Path out) {
    if (now == null && codec.chatFormat().filter(ChatFormat::asksForTime).isPresent()) {
      now =
          Settings.recorded(out, NOW)
              .map(LocalDateTime::parse)
              .orElseGet(() -> LocalDate.now(ZoneId.systemDefault()).atStartOfDay());
    }
  }

  /**
   * What templates read the time from.
   *
   * @return a clock that stands still where a time was given or settled, else the system's
   */
  public Clock clock() {
    return now == null
        ? Clock.system(ZoneId.systemDefault())
        : Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  /**
   * The template of a model that was loaded so.
   *
   * @param codec the model's tokenizer
   * @return its format
   * @throws IllegalArgumentException if it has no template, or a time is given that it does not ask
   *     for
   */
  public ChatFormat format(HuggingFaceCodec codec) {
    ChatFormat format =
        codec
            .chatFormat()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--model: expected one with a chat template, as the data are conversations, got"
                            + " none (chat_template.jinja or tokenizer_config.json); give one with"
                            + " --chat-template FILE"));
    checkArgument(
        now == null || format.asksForTime(),
        "--now: expected none, as the chat template does not ask for the time, got %s",
        now);
    return format.withNow(clock());
  }
}
