package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.temper.api.Excerpt;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.recommender.RecommenderConfig;

/** A reader of a model's weights from a directory of safetensors. */
final class WeightReader {
  private static final String HEAD = "lm_head.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";

  /** Constants of the architecture that old checkpoints hold too. */
  private static final String ROTARY_BUFFER = "rotary_emb.inv_freq";

  private WeightReader() {}

  /**
   * The tensors that a configuration asks for. Their names are made after it is known that the
   * files hold as many tensors as there are layers.
   *
   * @param layersKey what the configuration calls the number of layers
   * @param layers that number
   * @param shapes shapes by name
   */
  record Expected(String layersKey, int layers, Supplier<? extends Map<String, Shape>> shapes) {

    /** The tensors of a decoder, or of a model made of one. */
    static Expected of(DecoderConfig config, Supplier<? extends Map<String, Shape>> shapes) {
      return new Expected("num_hidden_layers", config.layers(), shapes);
    }

    static Expected of(RecommenderConfig config) {
      return new Expected("layers", config.layers(), config::parameterShapes);
    }
  }

  /** Reads a decoder, of whose tied head and embedding both or either may be there. */
  static Map<String, NDArray> read(Path directory, DecoderConfig config, NDManager manager)
      throws IOException {
    Expected expected = Expected.of(config, config::parameterShapes);
    if (!config.has(Feature.TIED_HEAD)) {
      return read(directory, expected, manager);
    }
    try (WeightFiles files = WeightFiles.open(directory);
        NDManager scope = manager.newSubManager()) {
      boolean head = files.names().contains(HEAD);
      String embedding = head && !files.names().contains(EMBEDDING) ? HEAD : EMBEDDING;
      Map<String, Shape> shapes = new LinkedHashMap<>(shapes(directory, expected, files));
      Shape table = new Shape(config.vocabularySize(), config.width());
      shapes.remove(EMBEDDING);
      shapes.put(embedding, table);
      if (head) {
        shapes.put(HEAD, table);
      }
      check(directory, shapes, files, Set.of(HEAD, EMBEDDING));
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (String name : config.parameterShapes().keySet()) {
        String stored = name.equals(EMBEDDING) ? embedding : name;
        arrays.put(name, files.of(stored).read(stored, scope));
      }
      if (head && !embedding.equals(HEAD)) {
        checkArgument(
            files.of(HEAD).read(HEAD, scope).contentEquals(arrays.get(EMBEDDING)),
            "%s: %s: expected the numbers of %s, to which tie_word_embeddings ties it, got others;"
                + " set it to false in config.json where the head is its own",
            directory,
            HEAD,
            EMBEDDING);
      }
      arrays.values().forEach(array -> array.attach(manager));
      return ImmutableMap.copyOf(arrays);
    }
  }

  /** Reads the tensors that are expected, in their order; there may be no others. */
  static Map<String, NDArray> read(Path directory, Expected expected, NDManager manager)
      throws IOException {
    try (WeightFiles files = WeightFiles.open(directory);
        NDManager scope = manager.newSubManager()) {
      Map<String, Shape> shapes = shapes(directory, expected, files);
      check(directory, shapes, files, Set.of());
      ImmutableMap.Builder<String, NDArray> arrays = ImmutableMap.builder();
      for (String name : shapes.keySet()) {
        arrays.put(name, files.of(name).read(name, scope));
      }
      Map<String, NDArray> read = arrays.buildOrThrow();
      read.values().forEach(array -> array.attach(manager));
      return read;
    }
  }

  private static Map<String, Shape> shapes(Path directory, Expected expected, WeightFiles files) {
    checkArgument(
        expected.layers() <= files.names().size(),
        "%s: %s: expected at most %s, as many as the weights have tensors, got %s",
        directory.resolve(ModelDirectory.CONFIG),
        expected.layersKey(),
        files.names().size(),
        expected.layers());
    return expected.shapes().get();
  }

  private static void check(
      Path directory, Map<String, Shape> expected, WeightFiles files, Set<String> tied) {
    files.checkIndex(name -> tied.contains(name) || name.endsWith(ROTARY_BUFFER));
    WeightNames.checkNotForeign(directory, expected.keySet(), files.names());
    Set<String> missing = Sets.difference(expected.keySet(), files.names());
    checkArgument(
        missing.isEmpty(),
        "%s: expected tensors %s, got none of these names%s",
        directory,
        Excerpt.ofAll(missing),
        missing.equals(Set.of(HEAD))
            ? "; where the embedding is the head, set tie_word_embeddings to true in config.json"
            : "");
    Set<String> unexpected = new TreeSet<>(Sets.difference(files.names(), expected.keySet()));
    unexpected.removeIf(name -> name.endsWith(ROTARY_BUFFER));
    checkArgument(
        unexpected.isEmpty(),
        "%s: expected only the tensors of config.json's architecture, got also %s",
        directory,
        Excerpt.ofAll(unexpected));
    expected.forEach(
        (name, shape) ->
            checkArgument(
                files.of(name).shape(name).equals(shape),
                "%s: %s: expected shape %s, got %s",
                directory,
                name,
                shape,
                Excerpt.of(files.of(name).shape(name))));
  }
}
