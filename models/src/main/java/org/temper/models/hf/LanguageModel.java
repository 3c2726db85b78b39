package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.temper.data.chat.ChatFormat;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.PyTorch;
import org.temper.models.storage.ReplacedFile;

/** A decoder with its tokenizer and its authors' way of decoding: what a directory holds. */
public final class LanguageModel implements AutoCloseable {
  private final DecoderPolicy policy;
  private final HuggingFaceCodec codec;
  private final GenerationDefaults generationDefaults;
  private final ModelFiles files;

  private LanguageModel(
      DecoderPolicy policy,
      HuggingFaceCodec codec,
      GenerationDefaults generationDefaults,
      ModelFiles files) {
    this.policy = policy;
    this.codec = codec;
    this.generationDefaults = generationDefaults;
    this.files = files;
  }

  /**
   * Loads a model from a directory in the Hugging Face layout: {@code config.json}, {@code
   * model.safetensors} or its shards, {@code tokenizer.json} and, where there is one, {@code
   * generation_config.json}.
   *
   * @param directory the directory
   * @param options how the decoder runs
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed, asks for what is not
   *     supported, or does not agree with the others; the message names it
   * @throws IOException if a file cannot be read
   */
  public static LanguageModel load(Path directory, DecoderOptions options) throws IOException {
    return load(directory, options, Optional.empty());
  }

  /**
   * Loads a model from a directory, with another chat template than the one that is there, if there
   * is one. The model is saved with it.
   *
   * @param directory the directory
   * @param options how the decoder runs
   * @param chatTemplate the file of the template
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException as {@link #load(Path, DecoderOptions)} does, or if there is no
   *     such template, or it cannot be parsed
   * @throws IOException if a file cannot be read
   */
  public static LanguageModel loadWithTemplate(
      Path directory, DecoderOptions options, Path chatTemplate) throws IOException {
    return load(directory, options, Optional.of(chatTemplate));
  }

  private static LanguageModel load(
      Path directory, DecoderOptions options, Optional<Path> chatTemplate) throws IOException {
    ModelDirectory opened = ModelDirectory.open(directory);
    CompletableFuture<Provenance.Parent> origin = opened.origin();
    HuggingFaceCodec codec = opened.codec(chatTemplate);
    try (NDManager scope = PyTorch.manager(options.device())) {
      DecoderPolicy policy = DecoderPolicy.create(opened.config(), opened.weights(scope), options);
      return new LanguageModel(
          policy, codec, opened.generationDefaults(), opened.files().from(origin.join()));
    } catch (IOException | RuntimeException e) {
      codec.close();
      throw e;
    }
  }

  /**
   * A model that was not loaded from a directory.
   *
   * @param policy the decoder, taken over
   * @param codec its tokenizer, taken over
   * @param generationDefaults how it shall be decoded
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the tokenizer has ids that the decoder has not, or no
   *     Hugging Face model type has the decoder's features
   */
  public static LanguageModel of(
      DecoderPolicy policy, HuggingFaceCodec codec, GenerationDefaults generationDefaults) {
    checkArgument(
        codec.vocabularySize() <= policy.vocabularySize(),
        "codec: expected at most the %s ids of the policy, got %s",
        policy.vocabularySize(),
        codec.vocabularySize());
    return new LanguageModel(
        policy,
        codec,
        generationDefaults,
        ModelFiles.describing(policy.config(), codec, generationDefaults));
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
   * @throws IllegalArgumentException if the directory holds files that are no model's, or a weight
   *     is beyond what the options' type holds; nothing is written then
   * @throws IOException if a file cannot be written
   */
  public void save(Path directory, SaveOptions options) throws IOException {
    save(directory, options, temporary -> {});
  }

  /** Saves the model with something beside, written to a temporary directory. */
  void save(Path directory, SaveOptions options, ReplacedFile.Content beside) throws IOException {
    try (GradientMode off = GradientMode.off()) {
      files.save(directory, policy.weights(), codec, options, beside);
    }
  }

  /**
   * The decoder.
   *
   * @return the policy, owned by this model
   */
  public DecoderPolicy policy() {
    return policy;
  }

  /**
   * The tokenizer.
   *
   * @return the codec, owned by this model
   */
  public HuggingFaceCodec codec() {
    return codec;
  }

  /**
   * How the model's authors write conversations.
   *
   * @return the format; empty where there is no chat template
   * @throws IllegalArgumentException if the template cannot be parsed
   */
  public Optional<ChatFormat> chatFormat() {
    return codec.chatFormat();
  }

  /**
   * How the model's authors decode it.
   *
   * @return the defaults, with every component empty where they say nothing
   */
  public GenerationDefaults generationDefaults() {
    return generationDefaults;
  }

  /**
   * What the model was loaded from: the directory's contents then, and its record.
   *
   * @return the origin; empty for a model that was not loaded from a directory
   */
  public Optional<Provenance.Parent> origin() {
    return files.origin();
  }

  ModelFiles files() {
    return files;
  }

  /** Closes the policy and the codec. */
  @Override
  public void close() {
    codec.close();
    policy.close();
  }
}
