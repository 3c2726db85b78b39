package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.temper.data.JsonFile;

/**
 * The manifest {@code checkpoint.json}: the version of its format, the checkpoint, the files that
 * it consists of with their sizes and checksums, and a checksum of all this.
 */
record CheckpointManifest(int version, Checkpoint checkpoint, Map<String, StoredFile> files) {
  static final String NAME = "checkpoint.json";
  private static final int VERSION = 2;
  private static final String CHECKSUM = "crc32c";
  private static final int BUFFER = 1 << 16;
  private static final JsonMapper JSON = new JsonMapper();

  /** A file as it was written: its size in bytes, and the CRC-32C of them in hexadecimal. */
  record StoredFile(long size, String crc32c) {
    static StoredFile of(long size, CRC32C sum) {
      return new StoredFile(size, String.format("%08x", sum.getValue()));
    }
  }

  CheckpointManifest {
    files = ImmutableMap.copyOf(files);
  }

  static CheckpointManifest of(Checkpoint checkpoint, Map<String, StoredFile> files) {
    return new CheckpointManifest(VERSION, checkpoint, files);
  }

  void write(Path directory) throws IOException {
    ObjectNode json = JSON.valueToTree(this);
    json.put(CHECKSUM, checksum(json));
    byte[] content = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    AtomicFiles.writeForced(directory.resolve(NAME), out -> out.write(content));
  }

  /**
   * The manifest in a directory; nothing where there is none, so that the directory is not ours.
   *
   * @throws IllegalArgumentException if it cannot be read, is damaged, or is of another version
   */
  static Optional<CheckpointManifest> read(Path directory) {
    Path file = directory.resolve(NAME);
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName());
    }
    try {
      return Optional.of(parse(file, content));
    } catch (IOException e) {
      throw unreadable(file, "one that is damaged");
    }
  }

  private static CheckpointManifest parse(Path file, byte[] content) throws IOException {
    ObjectNode manifest = json(file, content);
    JsonNode version = manifest.path("version");
    checkArgument(
        version.isInt() && version.asInt() == VERSION,
        "%s: expected a checkpoint of version %s, got version %s; resume it with the Temper that"
            + " wrote it",
        file,
        VERSION,
        version.isInt() ? version.asText() : "none");
    String recorded = manifest.path(CHECKSUM).asText();
    manifest.remove(CHECKSUM);
    if (!recorded.equals(checksum(manifest))) {
      throw unreadable(file, "one that is damaged: its checksum differs");
    }
    return JSON.treeToValue(manifest, CheckpointManifest.class);
  }

  private static ObjectNode json(Path file, byte[] content) {
    try {
      return JsonFile.parse(file.getFileName().toString(), content);
    } catch (IllegalArgumentException e) {
      throw unreadable(file, "one that is damaged (" + e.getMessage() + ")");
    }
  }

  private static String checksum(JsonNode json) throws JsonProcessingException {
    CRC32C sum = new CRC32C();
    sum.update(JSON.writeValueAsBytes(json));
    return StoredFile.of(0, sum).crc32c();
  }

  private static IllegalArgumentException unreadable(Path file, String found) {
    return new IllegalArgumentException(
        file
            + ": expected a readable manifest of a checkpoint, got "
            + found
            + "; nothing was changed: bring it back, or move its directory away");
  }

  /**
   * Checks that the files are as they were written.
   *
   * @throws IllegalArgumentException if one is missing or damaged
   */
  void verify(Path directory) {
    files.forEach((name, stored) -> verify(directory.resolve(name), stored));
  }

  private static void verify(Path file, StoredFile stored) {
    StoredFile found;
    try (InputStream in = Files.newInputStream(file)) {
      found = sum(in);
    } catch (NoSuchFileException e) {
      throw damaged(file, stored, "no file");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": could not be read: " + e.getMessage(), e);
    }
    if (!found.equals(stored)) {
      throw damaged(file, stored, described(found));
    }
  }

  private static StoredFile sum(InputStream in) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sum.update(buffer, 0, read);
      size += read;
    }
    return StoredFile.of(size, sum);
  }

  private static String described(StoredFile file) {
    return file.size() + " bytes of CRC-32C " + file.crc32c();
  }

  private static IllegalArgumentException damaged(Path file, StoredFile stored, String found) {
    return new IllegalArgumentException(
        file
            + ": expected the "
            + described(stored)
            + " that were written, got "
            + found
            + "; the file is damaged: move its directory away to resume from an earlier checkpoint");
  }
}
