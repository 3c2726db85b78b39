package org.temper.models.hf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderRewardModel;
import org.temper.models.hf.ModelFiles.Classifier;

/**
 * A decoder that judges whole texts, with its tokenizer: a Hugging Face sequence classifier with
 * one label ({@code LlamaForSequenceClassification} and those of Mistral, Qwen2 and Qwen3).
 */
public final class LanguageRewardModel implements AutoCloseable {
  private final ClassifierDirectory<DecoderRewardModel> parts;

  private LanguageRewardModel(ClassifierDirectory<DecoderRewardModel> parts) {
    this.parts = parts;
  }

  /**
   * Loads a reward model from a directory in the Hugging Face layout of a sequence classifier with
   * one label: {@code config.json}, {@code model.safetensors} or its shards with {@code
   * score.weight} [1, D] and no {@code lm_head.weight}, and {@code tokenizer.json}.
   *
   * @param directory the directory
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed, asks for what is not
   *     supported, or does not agree with the others; the message names it
   * @throws IOException if a file cannot be read
   */
  public static LanguageRewardModel load(Path directory, DecoderOptions options)
      throws IOException {
    return new LanguageRewardModel(
        ClassifierDirectory.load(
            directory, options, DecoderRewardModel::parameterShapes, DecoderRewardModel::create));
  }

  /**
   * Begins a new model on the decoder of a language model: with a random head as {@link
   * DecoderRewardModel#of} draws it.
   *
   * @param directory a language model's directory, as {@link LanguageModel#load} takes it
   * @param seed decides the head
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed, asks for what is not
   *     supported, or does not agree with the others; the message names it
   * @throws IOException if a file cannot be read
   */
  public static LanguageRewardModel begin(Path directory, long seed, DecoderOptions options)
      throws IOException {
    return begin(directory, Optional.empty(), seed, options);
  }

  /**
   * Begins a new model as {@link #begin} does, with another chat template than the one that is
   * there, if there is one. The model is saved with it.
   *
   * @param directory a language model's directory
   * @param seed decides the head
   * @param options how the decoder runs
   * @param chatTemplate the file of the template
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException as {@link #begin} does, or if there is no such template, or it
   *     cannot be parsed
   * @throws IOException if a file cannot be read
   */
  public static LanguageRewardModel beginWithTemplate(
      Path directory, long seed, DecoderOptions options, Path chatTemplate) throws IOException {
    return begin(directory, Optional.of(chatTemplate), seed, options);
  }

  private static LanguageRewardModel begin(
      Path directory, Optional<Path> chatTemplate, long seed, DecoderOptions options)
      throws IOException {
    return new LanguageRewardModel(
        ClassifierDirectory.begin(
            directory, chatTemplate, options, base -> DecoderRewardModel.of(base, seed)));
  }

  /**
   * Saves the model as it is now, in float32, so that loading it gives the same numbers bit for
   * bit. A model that is there already is replaced, whole or not at all.
   *
   * @param directory where to; absent, empty, or a model directory
   * @throws IllegalArgumentException if the directory holds files that are no model's
   * @throws IOException if a file cannot be written
   */
  public void save(Path directory) throws IOException {
    save(directory, SaveOptions.defaults());
  }

  /**
   * Saves the model as it is now. A model that is there already is replaced, whole or not at all.
   *
   * @param directory where to; absent, empty, or a model directory
   * @param options how the weights are stored
   * @throws IllegalArgumentException if the directory holds files that are no model's
   * @throws IOException if a file cannot be written
   */
  public void save(Path directory, SaveOptions options) throws IOException {
    parts.save(directory, Classifier.SEQUENCES, model().weights(), options);
  }

  /**
   * The model.
   *
   * @return the model, owned by this
   */
  public DecoderRewardModel model() {
    return parts.model();
  }

  /**
   * The tokenizer.
   *
   * @return the codec, owned by this
   */
  public HuggingFaceCodec codec() {
    return parts.codec();
  }

  /**
   * What the model was loaded from, or the language model that it was begun on.
   *
   * @return the directory's contents then, and its record
   */
  public Provenance.Parent origin() {
    return parts.files().origin().orElseThrow();
  }

  /** Closes the model and the codec. */
  @Override
  public void close() {
    codec().close();
    model().close();
  }
}
