package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.temper.algorithms.checkpoints.CheckpointManifest.StoredFile;
import org.temper.api.Stateful;
import org.temper.api.WriteFailedException;

/**
 * The checkpoints of a run: one directory each, {@code checkpoints/update-00000100}, with a file of
 * arrays for each part of the trainer and {@code checkpoint.json}.
 *
 * <p>A checkpoint is written under a temporary name, forced to disk, and moved into place, and it
 * is moved away before it is deleted. So whatever bears a final name is complete unless the disk
 * itself damaged it; {@code checkpoint.json} states its version and the sizes and checksums of the
 * files, and what does not match them is an error that names it.
 *
 * <p>Nothing is deleted but what was written here: temporary names, and checkpoints with nothing
 * else in them. A directory without {@code checkpoint.json} is none of ours and stays; where a
 * checkpoint needs its name, it is moved aside. Links are not followed.
 */
public final class Checkpoints {
  private static final String SUFFIX = ".ndlist";

  private final CheckpointDirectories directories;

  private Checkpoints(CheckpointDirectories directories) {
    this.directories = directories;
  }

  /**
   * The checkpoints of the run in a directory. Nothing is read or written yet.
   *
   * @param out the run's directory
   * @return its checkpoints
   */
  public static Checkpoints in(Path out) {
    return new Checkpoints(new CheckpointDirectories(out.resolve("checkpoints")));
  }

  /**
   * Writes a checkpoint; one of the same update is replaced.
   *
   * @param checkpoint what it says of this moment
   * @param parts whose arrays it carries
   * @return its directory
   * @throws IllegalArgumentException if a part's name is not fit for a file; nothing is written
   *     then
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written; earlier
   *     checkpoints are as they were
   */
  public Path save(Checkpoint checkpoint, Map<String, Stateful> parts) {
    parts.keySet().forEach(name -> FileNames.check("parts", name));
    Path target = path(checkpoint);
    Path temporary = directories.temporary(target);
    try {
      try {
        directories.make(temporary);
        CheckpointManifest.of(checkpoint, write(parts, temporary)).write(temporary);
        AtomicFiles.forceDirectory(temporary);
        directories.replace(target, temporary);
      } finally {
        OwnFiles.delete(temporary);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(target, e));
    }
  }

  private static Map<String, StoredFile> write(Map<String, Stateful> parts, Path temporary)
      throws IOException {
    Map<String, StoredFile> files = new LinkedHashMap<>();
    for (Map.Entry<String, Stateful> part : parts.entrySet()) {
      Path file = temporary.resolve(part.getKey() + SUFFIX);
      CRC32C sum = new CRC32C();
      AtomicFiles.writeForced(
          file, out -> ArrayFile.write(part.getValue().state(), new CheckedOutputStream(out, sum)));
      files.put(part.getKey() + SUFFIX, StoredFile.of(Files.size(file), sum));
    }
    return files;
  }

  /**
   * The checkpoints; their files are not looked at yet.
   *
   * @return by update, ascending
   * @throws IllegalArgumentException if a manifest cannot be read, or is of another version
   */
  public List<Checkpoint> all() {
    return directories.all().stream()
        .map(CheckpointManifest::read)
        .flatMap(Optional::stream)
        .map(CheckpointManifest::checkpoint)
        .sorted(comparingLong(Checkpoint::update))
        .toList();
  }

  /**
   * The newest checkpoint.
   *
   * @return it, or nothing where there is none
   */
  public Optional<Checkpoint> newest() {
    return all().stream().max(comparingLong(Checkpoint::update));
  }

  /**
   * The checkpoint with the best evaluation; of equals, the oldest, as later ones are no better.
   *
   * @param best what makes one the best
   * @return it, or nothing where no checkpoint has that figure
   */
  public Optional<Checkpoint> best(Retention.Best best) {
    Comparator<Checkpoint> byScore =
        comparingDouble(checkpoint -> score(checkpoint, best).orElseThrow());
    return all().stream()
        .filter(checkpoint -> score(checkpoint, best).isPresent())
        .max(byScore.thenComparing(comparingLong(Checkpoint::update).reversed()));
  }

  private static OptionalDouble score(Checkpoint checkpoint, Retention.Best best) {
    Double value = checkpoint.evaluation().get(best.metric());
    if (value == null || value.isNaN()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(best.score(value));
  }

  /**
   * Copies a checkpoint's arrays into the parts of a trainer, all or none.
   *
   * @param checkpoint one of {@link #all}
   * @param parts the same parts as were saved
   * @throws IllegalArgumentException if the parts are others, their arrays do not fit, or a file is
   *     missing or damaged
   * @throws UncheckedIOException if it cannot be read
   */
  public void restore(Checkpoint checkpoint, Map<String, Stateful> parts) {
    Path checkpointDirectory = path(checkpoint);
    CheckpointManifest manifest =
        CheckpointManifest.read(checkpointDirectory)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "checkpoint: expected a complete one in "
                            + checkpointDirectory
                            + ", got none"));
    Set<String> files = new HashSet<>();
    parts.keySet().forEach(name -> files.add(name + SUFFIX));
    checkArgument(
        manifest.files().keySet().equals(files),
        "parts: expected those of %s, got %s",
        manifest.files().keySet(),
        files);
    manifest.verify(checkpointDirectory);
    parts.forEach(
        (name, part) -> {
          // The host is where a state that fills a device's memory has room a second time.
          try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> arrays =
                ArrayFile.read(checkpointDirectory.resolve(name + SUFFIX), manager);
            part.restore(arrays);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Deletes what a killed process left half-written or half-deleted. */
  public void clean() {
    directories.clean();
  }

  /**
   * Deletes the checkpoints that need not be kept.
   *
   * @param retention which stay
   */
  public void retain(Retention retention) {
    List<Checkpoint> all = all();
    Set<Checkpoint> kept =
        new HashSet<>(all.subList(Math.max(0, all.size() - retention.last()), all.size()));
    retention.best().flatMap(this::best).ifPresent(kept::add);
    for (Checkpoint checkpoint : all) {
      if (!kept.contains(checkpoint)) {
        directories.discard(path(checkpoint));
      }
    }
  }

  /**
   * Deletes all checkpoints, and their directory where nothing else is in it.
   *
   * @throws UncheckedIOException if they cannot be deleted
   */
  public void deleteAll() {
    clean();
    all().forEach(checkpoint -> directories.discard(path(checkpoint)));
    directories.deleteIfEmpty();
  }

  /**
   * The directory of a checkpoint.
   *
   * @param checkpoint one of this run
   * @return its directory
   */
  public Path path(Checkpoint checkpoint) {
    return directories.of(checkpoint.update());
  }
}
