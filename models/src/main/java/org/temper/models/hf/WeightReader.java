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
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;

/** A reader of a decoder's weights from a directory of safetensors. */
final class WeightReader {
  private static final String HEAD = "lm_head.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";

  /** Constants of the architecture that old checkpoints hold too. */
  private static final String ROTARY_BUFFER = "rotary_emb.inv_freq";

  private WeightReader() {}

  static Map<String, NDArray> read(Path directory, DecoderConfig config, NDManager manager)
      throws IOException {
    try (WeightFiles files = WeightFiles.open(directory)) {
      Map<String, Shape> expected = config.parameterShapes();
      check(directory, config, files);
      try (NDManager scope = manager.newSubManager()) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (String name : expected.keySet()) {
          arrays.put(name, files.of(name).read(name, scope));
        }
        if (config.has(Feature.TIED_HEAD) && files.names().contains(HEAD)) {
          checkArgument(
              files.of(HEAD).read(HEAD, scope).contentEquals(arrays.get(EMBEDDING)),
              "%s: %s: expected the numbers of %s, to which tie_word_embeddings ties it, got others",
              directory,
              HEAD,
              EMBEDDING);
        }
        arrays.values().forEach(array -> array.attach(manager));
        return ImmutableMap.copyOf(arrays);
      }
    }
  }

  /** Reads the tensors of the given names and shapes, in their order; there may be no others. */
  static Map<String, NDArray> read(Path directory, Map<String, Shape> expected, NDManager manager)
      throws IOException {
    try (WeightFiles files = WeightFiles.open(directory)) {
      check(directory, expected, files);
      ImmutableMap.Builder<String, NDArray> arrays = ImmutableMap.builder();
      for (String name : expected.keySet()) {
        arrays.put(name, files.of(name).read(name, manager));
      }
      return arrays.buildOrThrow();
    }
  }

  private static void check(Path directory, DecoderConfig config, WeightFiles files) {
    Map<String, Shape> expected = new LinkedHashMap<>(config.parameterShapes());
    if (config.has(Feature.TIED_HEAD) && files.names().contains(HEAD)) {
      expected.put(HEAD, new Shape(config.vocabularySize(), config.width()));
    }
    check(directory, expected, files);
  }

  private static void check(Path directory, Map<String, Shape> expected, WeightFiles files) {
    Set<String> missing = Sets.difference(expected.keySet(), files.names());
    checkArgument(
        missing.isEmpty(), "%s: expected tensors %s, got none of these names", directory, missing);
    Set<String> unexpected = new TreeSet<>(Sets.difference(files.names(), expected.keySet()));
    unexpected.removeIf(name -> name.endsWith(ROTARY_BUFFER));
    checkArgument(
        unexpected.isEmpty(),
        "%s: expected only the tensors of config.json's architecture, got also %s",
        directory,
        unexpected);
    expected.forEach(
        (name, shape) ->
            checkArgument(
                files.of(name).shape(name).equals(shape),
                "%s: %s: expected shape %s, got %s",
                directory,
                name,
                shape,
                files.of(name).shape(name)));
  }
}
