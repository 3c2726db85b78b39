package org.temper.cli.show;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.ModelDirectory;
import org.temper.models.hf.ModelIdentity;
import org.temper.models.hf.Provenance;

/** A description of a model directory: a language model, a classifier on one, or a recommender. */
public final class ModelDescription {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> RECOMMENDERS = Set.of("hstu", "sasrec");

  private ModelDescription() {}

  /**
   * Describes a model without loading its weights, whose files are read through for their hashes.
   *
   * @param directory the model's directory
   * @return {@code summary}, a sentence; the configuration; {@code storage}, numbers by type;
   *     {@code tokenizer}; {@code contents}, a hash of each part; {@code as_recorded}, whether the
   *     contents are still those that the record states; {@code provenance}, the record, null where
   *     there is none
   * @throws IllegalArgumentException if it is no such directory, or a file is malformed
   * @throws IOException if a file cannot be read
   */
  public static ObjectNode of(Path directory) throws IOException {
    checkArgument(
        Files.isDirectory(directory), "--model: expected a directory, got none at %s", directory);
    Path file = directory.resolve("config.json");
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    ObjectNode described = JSON.createObjectNode();
    Map<String, Long> storage = ModelDirectory.storageTypes(directory);
    ObjectNode config = JsonFile.read(file);
    if (RECOMMENDERS.contains(config.path("model_type").asText())) {
      recommender(described, config);
    } else {
      decoder(described, directory, config);
    }
    storage.forEach(described.putObject("storage")::put);
    Map<String, String> contents = ModelIdentity.of(directory).parts();
    contents.forEach(described.putObject("contents")::put);
    Optional<Provenance> provenance = Provenance.read(directory);
    provenance.ifPresent(
        record -> described.put("as_recorded", record.contents().equals(contents)));
    described.set(
        "provenance",
        provenance.isPresent()
            ? JsonFile.read(directory.resolve("provenance.json"))
            : JSON.nullNode());
    return described;
  }

  private static void recommender(ObjectNode described, ObjectNode config) {
    String type = config.path("model_type").asText().toUpperCase(Locale.ROOT);
    described.put(
        "summary",
        String.format(
            "a recommender (%s) of %s items: %s layers of width %s, histories of up to %s events",
            type,
            config.path("items"),
            config.path("layers"),
            config.path("width"),
            config.path("max_length")));
    described.setAll(config);
  }

  private static void decoder(ObjectNode described, Path directory, JsonNode json)
      throws IOException {
    ModelDirectory opened = ModelDirectory.open(directory);
    DecoderConfig config = opened.config();
    String architecture = json.path("architectures").path(0).asText();
    String type = json.path("model_type").asText();
    described
        .put(
            "summary",
            String.format(
                Locale.ROOT,
                "%s (%s): %,d parameters, %d layers of width %d, %d tokens known, up to %d in a"
                    + " sequence",
                kind(architecture),
                architecture.isEmpty() ? type : architecture,
                config.parameterCount(),
                config.layers(),
                config.width(),
                config.vocabularySize(),
                config.maxLength()))
        .put("model_type", type)
        .put("architecture", architecture)
        .put("parameters", config.parameterCount())
        .put("vocabulary", config.vocabularySize())
        .put("context", config.maxLength())
        .put("width", config.width())
        .put("feed_forward", config.feedForwardWidth())
        .put("layers", config.layers())
        .put("heads", config.heads())
        .put("key_value_heads", config.keyValueHeads())
        .put("head_size", config.headSize())
        .put("tied_head", config.has(Feature.TIED_HEAD));
    try (HuggingFaceCodec codec = opened.codec()) {
      ObjectNode tokenizer =
          described.putObject("tokenizer").put("vocabulary", codec.vocabularySize());
      codec.beginToken().ifPresent(token -> tokenizer.put("begin_token", token));
      ArrayNode ends = tokenizer.putArray("end_tokens");
      codec.endTokens().forEach(ends::add);
    }
  }

  private static String kind(String architecture) {
    if (architecture.endsWith("ForSequenceClassification")) {
      return "a reward model";
    }
    return architecture.endsWith("ForTokenClassification") ? "a value model" : "a language model";
  }
}
