package org.temper.data.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.temper.data.JsonFile;

/** The files of a model's snapshot: those of its repository that Temper reads. */
final class ModelSnapshot {
  static final String CONFIG = "config.json";
  static final String INDEX = "model.safetensors.index.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String WEIGHTS = "model.safetensors";

  private static final Pattern DESCRIPTIONS =
      Pattern.compile(
          "config\\.json|generation_config\\.json|tokenizer[^/]*\\.json|special_tokens_map\\.json"
              + "|added_tokens\\.json|vocab\\.json|merges\\.txt|provenance\\.json"
              + "|value_head\\.safetensors|chat_template[^/]*\\.(?:jinja|json)"
              + "|additional_chat_templates/[^/]+\\.jinja"
              + "|model\\.safetensors\\.index\\.json");

  private ModelSnapshot() {}

  /** Those that are small and tell of the others. */
  static List<String> descriptions(Collection<String> files) {
    return files.stream().filter(file -> DESCRIPTIONS.matcher(file).matches()).sorted().toList();
  }

  /**
   * Those that hold weights.
   *
   * @param snapshot a snapshot that holds the descriptions
   * @return names
   * @throws IllegalArgumentException if the index is malformed
   * @throws IOException if it cannot be read
   */
  static Set<String> weights(Path snapshot) throws IOException {
    Path index = snapshot.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      return Set.of(WEIGHTS);
    }
    ImmutableSortedSet.Builder<String> shards = ImmutableSortedSet.naturalOrder();
    for (JsonNode shard : JsonFile.read(index).path("weight_map")) {
      shards.add(RelativeNames.check(index.toString(), shard.asText()));
    }
    return shards.build();
  }

  /**
   * What a snapshot lacks of a model that speaks.
   *
   * @param snapshot a snapshot's folder
   * @return names
   * @throws IOException if its index cannot be read
   */
  static List<String> missing(Path snapshot) throws IOException {
    return Stream.concat(Stream.of(CONFIG, TOKENIZER), weights(snapshot).stream())
        .filter(file -> !Files.isRegularFile(snapshot.resolve(file)))
        .toList();
  }
}
