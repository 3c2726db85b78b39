package org.temper.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.temper.data.chat.ChatFormat;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Mixin;

/** Options for how a model completes or answers: its template, its draws, and how it computes. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CompletionOptions {
  @Mixin private TemplateOption template;
  @Mixin private SamplingOptions sampling;
  @Mixin private ComputeOptions compute;
  @Mixin private DecodingOptions decoding;

  /**
   * Loads a model, with the template where one was given.
   *
   * @param directory the model's directory
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the model or the template is malformed
   * @throws IOException if a file cannot be read
   */
  public LanguageModel load(Path directory) throws IOException {
    return template.load(directory, decoding.of(compute.decoder()));
  }

  /**
   * The template of a model that was loaded so.
   *
   * @param codec the model's tokenizer
   * @return its format
   * @throws IllegalArgumentException as {@link TemplateOption#format} does
   */
  public ChatFormat format(HuggingFaceCodec codec) {
    return template.format(codec);
  }

  /**
   * How tokens are chosen.
   *
   * @param model the model
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingConfig sampling(LanguageModel model) {
    return sampling.config(model.generationDefaults(), model.codec().endTokens());
  }

  /**
   * How tokens are chosen.
   *
   * @param model the model
   * @param usualTokens most tokens of a completion where nothing is said
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SamplingConfig sampling(LanguageModel model, int usualTokens) {
    return sampling.config(model.generationDefaults(), model.codec().endTokens(), usualTokens);
  }
}
