package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.temper.data.JsonFile;
import org.temper.models.hf.WeightReader.Expected;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.PyTorch;
import org.temper.models.onerec.EncoderDecoderConfig;
import org.temper.models.onerec.LazyDecoderConfig;
import org.temper.models.onerec.OneRecConfig;
import org.temper.models.onerec.OneRecPolicy;
import org.temper.models.storage.ReplacedDirectory;

/**
 * A network of OneRec on disk: {@code config.json}, weights as safetensors, and the {@link
 * Provenance}. What its tokens mean is in the semantic ids, which are a file of their own.
 */
public final class OneRecDirectory {
  private static final String CONFIG = "config.json";
  private static final String ENCODER_DECODER = "onerec_encoder_decoder";
  private static final String LAZY_DECODER = "onerec_lazy_decoder";

  private OneRecDirectory() {}

  /**
   * Saves a network as it is now. One that is there already is replaced, whole or not at all.
   *
   * @param policy the network; still owned by the caller
   * @param directory where to; absent, empty, or such a directory
   * @param options how weights are stored, and the record of what made the network; without one it
   *     states the versions alone
   * @throws IllegalArgumentException if the directory holds other files, or a weight is beyond what
   *     the options' type holds; nothing is written then
   * @throws IOException if a file cannot be written; the directory is then as it was
   */
  public static void save(OneRecPolicy policy, Path directory, SaveOptions options)
      throws IOException {
    try (GradientMode off = GradientMode.off()) {
      SafetensorsWriter.checkStorable(policy.weights(), options.type());
      ReplacedDirectory.write(
          directory,
          OneRecDirectory::isOurs,
          temporary -> {
            WeightWriter.write(
                temporary, policy.weights(), options.type(), options.maxShardBytes());
            JsonObjects.write(temporary.resolve(CONFIG), describe(policy.config()));
            options
                .provenance()
                .orElseGet(() -> Provenance.of("OneRecDirectory.save", Map.of()))
                .withContents(ModelIdentity.of(temporary).parts())
                .write(temporary);
          });
    }
  }

  private static boolean isOurs(String name) {
    return name.equals(CONFIG) || name.equals(Provenance.FILE) || ModelFiles.isWeights(name);
  }

  /**
   * Loads a network.
   *
   * @param directory what {@link #save} wrote
   * @param device where it is computed
   * @return the network, trainable and to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed; the message names it
   * @throws IOException if a file cannot be read
   */
  public static OneRecPolicy load(Path directory, Device device) throws IOException {
    checkArgument(Files.isDirectory(directory), "%s: expected a directory, got none", directory);
    Path file = directory.resolve(CONFIG);
    OneRecConfig config = parse(new JsonFields(file.toString(), JsonFile.read(file)));
    Expected expected =
        new Expected("decoder_layers", config.decoderLayers(), config::parameterShapes);
    try (NDManager manager = PyTorch.manager(device)) {
      return OneRecPolicy.create(config, WeightReader.read(directory, expected, manager), device);
    }
  }

  private static ObjectNode describe(OneRecConfig config) {
    ObjectNode json = JsonObjects.create();
    json.put("model_type", config instanceof LazyDecoderConfig ? LAZY_DECODER : ENCODER_DECODER);
    json.put("vocabulary_size", config.vocabularySize());
    json.put("begin_token", config.beginToken());
    json.put("width", config.width());
    json.put("heads", config.width() / config.headSize());
    json.put("decoder_layers", config.decoderLayers());
    json.put("max_history", config.maxHistory());
    json.put("max_target", config.maxTarget());
    if (config instanceof LazyDecoderConfig own) {
      json.put("feed_forward", own.feedForward());
      json.put("item_tokens", own.itemTokens());
      json.put("key_value_heads", own.keyValueHeads());
      json.put("context_layers", own.contextLayers());
      json.put("context_split", own.contextSplit());
    } else if (config instanceof EncoderDecoderConfig own) {
      json.put("feed_forward", own.feedForward());
      json.put("encoder_layers", own.encoderLayers());
      json.put("experts", own.experts());
      json.put("active_experts", own.activeExperts());
    }
    return json;
  }

  private static OneRecConfig parse(JsonFields json) {
    String type = json.requiredString("model_type");
    json.check(
        type.equals(ENCODER_DECODER) || type.equals(LAZY_DECODER),
        "model_type",
        ENCODER_DECODER + " or " + LAZY_DECODER,
        type);
    int vocabularySize = json.requiredInt("vocabulary_size");
    int beginToken = json.requiredInt("begin_token");
    int width = json.requiredInt("width");
    int heads = json.requiredInt("heads");
    int layers = json.requiredInt("decoder_layers");
    int maxHistory = json.requiredInt("max_history");
    int maxTarget = json.requiredInt("max_target");
    int feedForward = json.requiredInt("feed_forward");
    OneRecConfig config =
        type.equals(LAZY_DECODER)
            ? new LazyDecoderConfig(
                vocabularySize,
                beginToken,
                json.requiredInt("item_tokens"),
                width,
                feedForward,
                heads,
                layers,
                json.requiredInt("key_value_heads"),
                json.requiredInt("context_layers"),
                json.requiredInt("context_split"),
                maxHistory,
                maxTarget)
            : new EncoderDecoderConfig(
                vocabularySize,
                beginToken,
                width,
                feedForward,
                heads,
                json.requiredInt("encoder_layers"),
                layers,
                json.requiredInt("experts"),
                json.requiredInt("active_experts"),
                maxHistory,
                maxTarget);
    json.rejectUnread(Set.of());
    return config;
  }
}
