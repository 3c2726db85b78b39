package org.temper.models.hf;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.storage.ReplacedDirectory;
import org.temper.models.storage.ReplacedFile;
import org.temper.models.storage.StorageType;

/**
 * The files beside a model's weights and tokenizer: {@code config.json} and {@code
 * generation_config.json}, with every key that they had when the model was loaded, and the {@link
 * Provenance}.
 */
public final class ModelFiles {
  private static final Pattern WEIGHTS =
      Pattern.compile("model(-\\d{5}-of-\\d{5})?\\.safetensors(\\.index\\.json)?");

  private static final String WEIGHTS_PART = "weights";

  /** A value head beside its policy. */
  public static final String VALUE_HEAD = "value_head.safetensors";

  private static final ImmutableMap<String, String> ARCHITECTURES =
      ImmutableMap.of("llama", "Llama", "mistral", "Mistral", "qwen2", "Qwen2", "qwen3", "Qwen3");

  private final ObjectNode config;
  private final ObjectNode generation;
  private final Optional<Provenance.Parent> origin;

  ModelFiles(ObjectNode config, ObjectNode generation, Optional<Provenance.Parent> origin) {
    this.config = config.deepCopy();
    this.generation = generation.deepCopy();
    this.origin = origin;
  }

  /**
   * The files of a model that was not loaded from a directory.
   *
   * @param config its architecture
   * @param codec its tokenizer, for the ids of special tokens
   * @param defaults how it shall be decoded
   * @return the files
   * @throws IllegalArgumentException if no Hugging Face model type has the architecture's features
   */
  public static ModelFiles describing(
      DecoderConfig config, HuggingFaceCodec codec, GenerationDefaults defaults) {
    return new ModelFiles(
        DecoderConfigWriter.describe(config, codec), defaults.toJson(), Optional.empty());
  }

  /**
   * The files of a classifier with one label on the same decoder: with {@code architectures} and
   * labels of its own, and without a way to decode.
   *
   * @param classifier what it classifies
   */
  ModelFiles classifying(Classifier classifier) {
    ObjectNode described = config.deepCopy();
    String family = ARCHITECTURES.get(config.path("model_type").asText());
    described.putArray("architectures").add(family + classifier.suffix());
    described.put("num_labels", 1);
    described.putObject("id2label").put("0", "LABEL_0");
    described.putObject("label2id").put("LABEL_0", 0);
    return new ModelFiles(described, JsonObjects.create(), origin);
  }

  /** These files with the directory that they are from. */
  ModelFiles from(Provenance.Parent directory) {
    return new ModelFiles(config, generation, Optional.of(directory));
  }

  /** The directory that the model was loaded from. */
  Optional<Provenance.Parent> origin() {
    return origin;
  }

  /** What a classifier gives a label to. */
  enum Classifier {
    SEQUENCES("ForSequenceClassification"),
    TOKENS("ForTokenClassification");

    private final String suffix;

    Classifier(String suffix) {
      this.suffix = suffix;
    }

    String suffix() {
      return suffix;
    }
  }

  /**
   * Saves a model: everything to a temporary directory beside the target, which then takes the
   * target's place. A model that is there already is replaced; anything else is left alone.
   *
   * @param directory the target; absent, empty, or a model directory
   * @param weights float32 arrays by Hugging Face name
   * @param codec the tokenizer
   * @param options how weights are saved
   * @throws IllegalArgumentException if the target holds files that are no model's, or a weight is
   *     beyond what the options' type holds; nothing is written then
   * @throws IOException if a file cannot be written; the target is then as it was
   */
  public void save(
      Path directory, Map<String, NDArray> weights, HuggingFaceCodec codec, SaveOptions options)
      throws IOException {
    save(directory, weights, codec, options, temporary -> {});
  }

  /**
   * The same with something beside, of which {@link #isModelFile} knows.
   *
   * @param beside writes to the temporary directory
   */
  void save(
      Path directory,
      Map<String, NDArray> weights,
      HuggingFaceCodec codec,
      SaveOptions options,
      ReplacedFile.Content beside)
      throws IOException {
    SafetensorsWriter.checkStorable(weights, options.type());
    ReplacedDirectory.write(
        directory,
        ModelFiles::isModelFile,
        temporary -> {
          beside.writeTo(temporary);
          WeightWriter.write(temporary, weights, options.type(), options.maxShardBytes());
          for (Map.Entry<String, byte[]> file : codec.files().contents().entrySet()) {
            Files.write(temporary.resolve(file.getKey()), file.getValue());
          }
          if (!generation.isEmpty()) {
            JsonObjects.write(temporary.resolve(ModelDirectory.GENERATION_CONFIG), generation);
          }
          JsonObjects.write(temporary.resolve(ModelDirectory.CONFIG), storedAs(options.type()));
          Map<String, String> contents = ModelIdentity.of(temporary).parts();
          options
              .provenance()
              .orElseGet(() -> provenance(contents))
              .withContents(contents)
              .write(temporary);
        });
  }

  /** What writes the files of a model. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes them.
     *
     * @param directory an empty directory
     * @throws IOException if one cannot be written
     */
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Writes a model's directory whole or not at all: to a temporary one beside the target, which
   * then takes the target's place.
   *
   * @param directory the target; absent, empty, or a model directory
   * @param provenance the record of what made the model, written beside it
   * @param content writes its files
   * @throws IllegalArgumentException if the target holds files that are no model's
   * @throws IOException if a file cannot be written; the target is then as it was
   */
  public static void write(Path directory, Provenance provenance, Content content)
      throws IOException {
    ReplacedDirectory.write(
        directory,
        ModelFiles::isModelFile,
        temporary -> {
          content.writeTo(temporary);
          provenance.withContents(ModelIdentity.of(temporary).parts()).write(temporary);
        });
  }

  /** The record of a model that is saved without one: its own still, where nothing was trained. */
  private Provenance provenance(Map<String, String> contents) {
    Optional<Provenance> kept =
        origin
            .filter(
                from ->
                    Objects.equals(from.contents().get(WEIGHTS_PART), contents.get(WEIGHTS_PART)))
            .flatMap(Provenance.Parent::provenance);
    if (kept.isPresent()) {
      return kept.get();
    }
    Provenance made = Provenance.of("LanguageModel.save", Map.of());
    return origin.map(from -> made.withParent("base", from)).orElse(made);
  }

  /**
   * The files that may lie beside the weights and decide what a model does.
   *
   * @return their names
   */
  public static List<String> besideWeights() {
    return ImmutableList.<String>builder()
        .add(
            ModelDirectory.CONFIG,
            ModelDirectory.GENERATION_CONFIG,
            VALUE_HEAD,
            RecommenderDirectory.ITEMS)
        .addAll(TokenizerFiles.names())
        .build();
  }

  /** What a file belongs to in a model's identity. */
  static String part(String name) {
    if (TokenizerFiles.isName(name)) {
      return TokenizerFiles.part(name);
    }
    return besideWeights().contains(name) ? name.substring(0, name.lastIndexOf('.')) : WEIGHTS_PART;
  }

  private ObjectNode storedAs(StorageType type) {
    ObjectNode stored = config.deepCopy();
    stored.put(stored.has("dtype") ? "dtype" : "torch_dtype", type.configName());
    if (stored.has("dtype")) {
      stored.remove("torch_dtype");
    }
    return stored;
  }

  /** Whether a file's name is one of those that weights are saved under. */
  static boolean isWeights(String name) {
    return WEIGHTS.matcher(name).matches();
  }

  private static boolean isModelFile(String name) {
    return name.equals(ModelDirectory.CONFIG)
        || name.equals(ModelDirectory.GENERATION_CONFIG)
        || name.equals(VALUE_HEAD)
        || name.equals(Provenance.FILE)
        || TokenizerFiles.isName(name)
        || isWeights(name);
  }
}
