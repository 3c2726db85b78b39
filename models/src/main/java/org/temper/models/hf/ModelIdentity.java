package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.temper.api.ContentHash;

/**
 * The identity of a model directory: its contents, wherever it lies. Of what is in the directory,
 * that is what is read when a model is loaded.
 *
 * @param files SHA-256 in hexadecimal digits by file name
 */
public record ModelIdentity(Map<String, String> files) {

  /** Sorts and copies. */
  public ModelIdentity {
    files = ImmutableSortedMap.copyOf(files);
  }

  /**
   * Reads all files through once, piece by piece.
   *
   * @param directory a directory in the Hugging Face layout
   * @return its identity
   * @throws IllegalArgumentException if it is no directory, or its weights are missing or malformed
   * @throws IOException if a file cannot be read
   */
  public static ModelIdentity of(Path directory) throws IOException {
    checkArgument(Files.isDirectory(directory), "%s: expected a directory, got none", directory);
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : ModelFiles.besideWeights()) {
      if (Files.isRegularFile(directory.resolve(name))) {
        files.put(name, sha256(directory.resolve(name)));
      }
    }
    try (WeightFiles weights = WeightFiles.open(directory)) {
      for (Path path : weights.paths()) {
        files.put(path.getFileName().toString(), sha256(path));
      }
    }
    return new ModelIdentity(files);
  }

  static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  /**
   * The identity part by part, as runs compare it: {@code config}, {@code weights}, {@code
   * tokenizer} and, where there are such files, {@code template} (of chats), {@code
   * generation_config} and {@code value_head}; of a recommender {@code config}, {@code weights} and
   * {@code items}.
   *
   * @return 16 hexadecimal digits by part
   */
  public Map<String, String> parts() {
    Map<String, ContentHash> hashes = new TreeMap<>();
    files.forEach(
        (name, hash) ->
            hashes
                .computeIfAbsent(ModelFiles.part(name), part -> new ContentHash())
                .add(name)
                .add(hash));
    return ImmutableSortedMap.copyOf(Maps.transformValues(hashes, ContentHash::digits));
  }
}
