package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code checkpoint.json}: the version of its format, the checkpoint, and the files that it
 * consists of with their sizes.
 */
record CheckpointManifest(int version, Checkpoint checkpoint, Map<String, Long> files) {
  private static final int VERSION = 1;
  private static final String NAME = "checkpoint.json";
  private static final JsonMapper JSON = new JsonMapper();

  CheckpointManifest {
    files = ImmutableMap.copyOf(files);
  }

  static CheckpointManifest of(Checkpoint checkpoint, Map<String, Long> files) {
    return new CheckpointManifest(VERSION, checkpoint, files);
  }

  void write(Path directory) throws IOException {
    byte[] content = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    AtomicFiles.writeForced(directory.resolve(NAME), out -> out.write(content));
  }

  /**
   * The manifest in a directory, where there is one and all its files are there in full.
   *
   * @throws IllegalArgumentException if it is of another version: neither read nor cleaned away
   */
  static Optional<CheckpointManifest> read(Path directory) {
    try {
      JsonNode json = JSON.readTree(directory.resolve(NAME).toFile());
      if (!json.isObject()) {
        return Optional.empty();
      }
      checkArgument(
          json.path("version").asInt() == VERSION,
          "%s: expected a checkpoint of version %s, got version %s; resume it with the Temper that"
              + " wrote it",
          directory.resolve(NAME),
          VERSION,
          json.path("version").asInt());
      CheckpointManifest manifest = JSON.treeToValue(json, CheckpointManifest.class);
      for (Map.Entry<String, Long> file : manifest.files.entrySet()) {
        if (Files.size(directory.resolve(file.getKey())) != file.getValue()) {
          return Optional.empty();
        }
      }
      return Optional.of(manifest);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
