package org.temper.models.hf;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.temper.models.DecoderConfig;

/**
 * What is saved beside a model's weights and tokenizer: {@code config.json} and {@code
 * generation_config.json}, with every key that they had when the model was loaded.
 */
public final class ModelFiles {
  private static final Pattern WEIGHTS =
      Pattern.compile("model(-\\d{5}-of-\\d{5})?\\.safetensors(\\.index\\.json)?");

  private final ObjectNode config;
  private final ObjectNode generation;

  ModelFiles(ObjectNode config, ObjectNode generation) {
    this.config = config.deepCopy();
    this.generation = generation.deepCopy();
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
    return new ModelFiles(DecoderConfigWriter.describe(config, codec), defaults.toJson());
  }

  /**
   * Saves a model: everything to a temporary directory beside the target, which then takes the
   * target's place. A model that is there already is replaced; anything else is left alone.
   *
   * @param directory the target; absent, empty, or a model directory
   * @param weights float32 arrays by Hugging Face name
   * @param codec the tokenizer
   * @param options how weights are saved
   * @throws IllegalArgumentException if the target holds files that are no model's
   * @throws IOException if a file cannot be written; the target is then as it was
   */
  public void save(
      Path directory, Map<String, NDArray> weights, HuggingFaceCodec codec, SaveOptions options)
      throws IOException {
    ReplacedDirectory.write(
        directory,
        ModelFiles::isModelFile,
        temporary -> {
          WeightWriter.write(temporary, weights, options.type(), options.maxShardBytes());
          for (Map.Entry<String, byte[]> file : codec.files().contents().entrySet()) {
            Files.write(temporary.resolve(file.getKey()), file.getValue());
          }
          if (!generation.isEmpty()) {
            JsonObjects.write(temporary.resolve(ModelDirectory.GENERATION_CONFIG), generation);
          }
          JsonObjects.write(temporary.resolve(ModelDirectory.CONFIG), storedAs(options.type()));
        });
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
        || TokenizerFiles.isName(name)
        || isWeights(name);
  }
}
