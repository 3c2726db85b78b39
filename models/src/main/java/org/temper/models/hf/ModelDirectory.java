package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.temper.data.JsonFile;
import org.temper.data.chat.ChatTemplate;
import org.temper.models.decoder.DecoderConfig;

/**
 * A decoder in the Hugging Face layout: {@code config.json}, weights, {@code tokenizer.json} and,
 * where the authors gave one, {@code generation_config.json}.
 */
public final class ModelDirectory {
  static final String CONFIG = "config.json";
  static final String GENERATION_CONFIG = "generation_config.json";
  private static final String ADAPTER = "adapter_config.json";

  private final Path directory;
  private final ModelFiles files;
  private final DecoderConfig config;
  private final GenerationDefaults generationDefaults;

  private ModelDirectory(
      Path directory,
      ModelFiles files,
      DecoderConfig config,
      GenerationDefaults generationDefaults) {
    this.directory = directory;
    this.files = files;
    this.config = config;
    this.generationDefaults = generationDefaults;
  }

  /**
   * Opens a directory and reads its two small files.
   *
   * @param directory the directory
   * @return the open directory
   * @throws IllegalArgumentException if it is no directory, has no {@code config.json}, or one of
   *     the two is malformed or asks for what is not supported
   * @throws IOException if a file cannot be read
   */
  public static ModelDirectory open(Path directory) throws IOException {
    checkArgument(Files.isDirectory(directory), "%s: expected a directory, got none", directory);
    Path configFile = directory.resolve(CONFIG);
    checkArgument(
        Files.isRegularFile(configFile) || !Files.isRegularFile(directory.resolve(ADAPTER)),
        "%s: expected a file, got none beside %s, an adapter's; merge the adapter into its model:"
            + " save model.merge_and_unload()",
        configFile,
        ADAPTER);
    ObjectNode configJson = JsonFile.read(configFile);
    DecoderConfig config = DecoderConfigReader.parse(configFile.toString(), configJson);
    Path generationFile = directory.resolve(GENERATION_CONFIG);
    boolean says = Files.isRegularFile(generationFile);
    ObjectNode generationJson = says ? JsonFile.read(generationFile) : JsonObjects.create();
    return new ModelDirectory(
        directory,
        new ModelFiles(configJson, generationJson, Optional.empty()),
        config,
        GenerationDefaults.parse(generationFile.toString(), generationJson));
  }

  /**
   * The architecture.
   *
   * @return the config
   */
  public DecoderConfig config() {
    return config;
  }

  /**
   * How the authors decode the model.
   *
   * @return the defaults, with every component empty where the directory says nothing
   */
  public GenerationDefaults generationDefaults() {
    return generationDefaults;
  }

  /**
   * Loads the tokenizer and checks that the model has a row for each of its tokens.
   *
   * @return the codec, to be closed by the caller
   * @throws IllegalArgumentException if there is none, it is malformed, or it has ids that the
   *     model has not
   * @throws IOException if a file cannot be read
   */
  public HuggingFaceCodec codec() throws IOException {
    return codec(Optional.empty());
  }

  /**
   * Loads the tokenizer as {@link #codec()} does, with another chat template than the one that is
   * there, if there is one.
   *
   * @param chatTemplate the file of the template
   * @return the codec, to be closed by the caller
   * @throws IllegalArgumentException as {@link #codec()} does, or if there is no such template, or
   *     it cannot be parsed
   * @throws IOException if a file cannot be read
   */
  public HuggingFaceCodec codecWithTemplate(Path chatTemplate) throws IOException {
    return codec(Optional.of(chatTemplate));
  }

  /** The tokenizer, perhaps with another chat template than the directory's. */
  HuggingFaceCodec codec(Optional<Path> chatTemplate) throws IOException {
    Optional<byte[]> template =
        chatTemplate.isEmpty() ? Optional.empty() : Optional.of(template(chatTemplate.get()));
    HuggingFaceCodec codec = HuggingFaceCodec.load(directory, template);
    for (long end : codec.endTokens()) {
      if (end >= config.vocabularySize()) {
        codec.close();
        throw new IllegalArgumentException(
            String.format(
                "%s: eos_token_id of config.json or generation_config.json: expected ids below the"
                    + " vocab_size (%d), got %d",
                directory, config.vocabularySize(), end));
      }
    }
    if (codec.vocabularySize() > config.vocabularySize()) {
      codec.close();
      throw new IllegalArgumentException(
          String.format(
              "%s: tokenizer.json: expected ids below the vocab_size of config.json (%d), got %d",
              directory, config.vocabularySize(), codec.vocabularySize() - 1));
    }
    return codec;
  }

  private static byte[] template(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    byte[] template = Files.readAllBytes(file);
    ChatTemplate.of(file.toString(), new String(template, StandardCharsets.UTF_8));
    return template;
  }

  /**
   * Reads the weights: {@code model.safetensors}, or the shards of {@code
   * model.safetensors.index.json}.
   *
   * <p>Names and shapes are checked before any number is read. A head that is there although the
   * architecture ties it must equal the embedding.
   *
   * @param manager owner of the arrays, on the device where they shall lie
   * @return float32 arrays by Hugging Face name, in the order of {@link
   *     DecoderConfig#parameterShapes()}
   * @throws IllegalArgumentException if a file or tensor is missing, unexpected, misshapen,
   *     malformed, or holds a number that is not finite; the message names it
   * @throws IOException if a file cannot be read
   */
  public Map<String, NDArray> weights(NDManager manager) throws IOException {
    return WeightReader.read(directory, config, manager);
  }

  /**
   * What this directory is to the models that are made of it. Hashes are computed beside what the
   * caller goes on with.
   */
  CompletableFuture<Provenance.Parent> origin() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Provenance.Parent.ofModel(directory);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * How the weights' numbers are stored, as safetensors name it.
   *
   * @param directory a model's directory
   * @return numbers of parameters by type, such as {@code BF16}
   * @throws IllegalArgumentException if the weights are missing or malformed
   * @throws IOException if a file cannot be read
   */
  public static Map<String, Long> storageTypes(Path directory) throws IOException {
    try (WeightFiles files = WeightFiles.open(directory)) {
      Map<String, Long> types = new TreeMap<>();
      for (String name : files.names()) {
        SafetensorsFile file = files.of(name);
        types.merge(file.code(name), file.shape(name).size(), Long::sum);
      }
      return types;
    }
  }

  /**
   * The two small files as they are, to be saved with a model that was loaded from here.
   *
   * @return their contents
   */
  public ModelFiles files() {
    return files;
  }
}
