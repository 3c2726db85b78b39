package org.temper.models.hf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderValueModel;
import org.temper.models.hf.ModelFiles.Classifier;

/**
 * A decoder that values states, with its tokenizer: a Hugging Face token classifier with one label
 * ({@code LlamaForTokenClassification} and those of Mistral, Qwen2 and Qwen3), whose output for
 * token t is the value of the state that token t + 1 is chosen in.
 */
public final class LanguageValueModel implements AutoCloseable {
  private final ClassifierDirectory<DecoderValueModel> parts;

  private LanguageValueModel(ClassifierDirectory<DecoderValueModel> parts) {
    this.parts = parts;
  }

  /**
   * Loads a value model from a directory in the Hugging Face layout of a token classifier with one
   * label: {@code config.json}, {@code model.safetensors} or its shards with {@code score.weight}
   * [1, D], {@code score.bias} [1] and no {@code lm_head.weight}, and {@code tokenizer.json}.
   *
   * @param directory the directory
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed, asks for what is not
   *     supported, or does not agree with the others; the message names it
   * @throws IOException if a file cannot be read
   */
  public static LanguageValueModel load(Path directory, DecoderOptions options) throws IOException {
    return new LanguageValueModel(
        ClassifierDirectory.load(
            directory, options, DecoderValueModel::parameterShapes, DecoderValueModel::create));
  }

  /**
   * Begins a new model on the decoder of a language model: with a head of zeros.
   *
   * @param directory a language model's directory, as {@link LanguageModel#load} takes it
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed, asks for what is not
   *     supported, or does not agree with the others; the message names it
   * @throws IOException if a file cannot be read
   */
  public static LanguageValueModel begin(Path directory, DecoderOptions options)
      throws IOException {
    return new LanguageValueModel(
        ClassifierDirectory.begin(directory, Optional.empty(), options, DecoderValueModel::of));
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
    parts.save(directory, Classifier.TOKENS, model().weights(), options);
  }

  /**
   * Saves a value model that was made beside a language model, with that model's tokenizer. A model
   * that is there already is replaced, whole or not at all.
   *
   * @param directory where to; absent, empty, or a model directory
   * @param model the language model that it is beside
   * @param values the value model, of the same architecture
   * @param options how the weights are stored
   * @throws IllegalArgumentException if the directory holds files that are no model's
   * @throws IOException if a file cannot be written
   */
  public static void save(
      Path directory, LanguageModel model, DecoderValueModel values, SaveOptions options)
      throws IOException {
    new ClassifierDirectory<>(values, model.codec(), model.files())
        .save(directory, Classifier.TOKENS, values.weights(), options);
  }

  /**
   * The model.
   *
   * @return the model, owned by this
   */
  public DecoderValueModel model() {
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

  /** Closes the model and the codec. */
  @Override
  public void close() {
    codec().close();
    model().close();
  }
}
