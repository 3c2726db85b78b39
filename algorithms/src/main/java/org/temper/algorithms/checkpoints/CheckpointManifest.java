package org.temper.algorithms.checkpoints;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code checkpoint.json}: the checkpoint, and the files that it consists of with their sizes. */
record CheckpointManifest(Checkpoint checkpoint, Map<String, Long> files) {
  private static final String NAME = "checkpoint.json";
  private static final JsonMapper JSON = new JsonMapper();

  CheckpointManifest {
    files = ImmutableMap.copyOf(files);
  }

  static CheckpointManifest of(Checkpoint checkpoint, Map<String, Long> files) {
    return new CheckpointManifest(checkpoint, files);
  }

  void write(Path directory) throws IOException {
    byte[] content = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    AtomicFiles.writeForced(directory.resolve(NAME), out -> out.write(content));
  }

  /** The manifest in a directory, where there is one and all its files are there in full. */
  static Optional<CheckpointManifest> read(Path directory) {
    try {
      CheckpointManifest manifest =
          JSON.readValue(directory.resolve(NAME).toFile(), CheckpointManifest.class);
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
