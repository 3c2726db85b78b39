package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.temper.api.Stateful;

/**
 * The checkpoints of a run: one directory each, {@code checkpoints/update-00000100}, with a file of
 * arrays for each part of the trainer and {@code checkpoint.json}.
 *
 * <p>A checkpoint is written under a temporary name, forced to disk, and moved into place, and it
 * is moved away before it is deleted. So whatever bears a final name is complete unless the disk
 * itself lost it; {@code checkpoint.json} lists the sizes of the files, and a directory that does
 * not match them is not taken for a checkpoint.
 */
public final class Checkpoints {
  private static final String PREFIX = "update-";
  private static final String TEMPORARY = ".tmp-";
  private static final String DELETED = ".deleted-";
  private static final String SUFFIX = ".ndlist";

  private final Path directory;

  private Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * The checkpoints of the run in a directory. Nothing is read or written yet.
   *
   * @param out the run's directory
   * @return its checkpoints
   */
  public static Checkpoints in(Path out) {
    return new Checkpoints(out.resolve("checkpoints"));
  }

  /**
   * Writes a checkpoint; one of the same update is replaced.
   *
   * @param checkpoint what it says of this moment
   * @param parts whose arrays it carries
   * @return its directory
   * @throws UncheckedIOException if it cannot be written; earlier checkpoints are as they were
   */
  public Path save(Checkpoint checkpoint, Map<String, Stateful> parts) {
    Path checkpointDirectory = path(checkpoint);
    Path temporary = directory.resolve(TEMPORARY + checkpointDirectory.getFileName());
    try {
      Files.createDirectories(directory);
      delete(temporary);
      Files.createDirectory(temporary);
      Map<String, Long> sizes = new LinkedHashMap<>();
      for (Map.Entry<String, Stateful> part : parts.entrySet()) {
        Path file = temporary.resolve(part.getKey() + SUFFIX);
        AtomicFiles.writeForced(file, out -> ArrayFile.write(part.getValue().state(), out));
        sizes.put(part.getKey() + SUFFIX, Files.size(file));
      }
      CheckpointManifest.of(checkpoint, sizes).write(temporary);
      AtomicFiles.forceDirectory(temporary);
      discard(checkpointDirectory);
      Files.move(temporary, checkpointDirectory, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.forceDirectory(directory);
      return checkpointDirectory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The complete checkpoints.
   *
   * @return by update, ascending
   */
  public List<Checkpoint> all() {
    return directories().stream()
        .filter(path -> path.getFileName().toString().startsWith(PREFIX))
        .map(CheckpointManifest::read)
        .flatMap(Optional::stream)
        .map(CheckpointManifest::checkpoint)
        .sorted(comparingLong(Checkpoint::update))
        .toList();
  }

  /**
   * The newest complete checkpoint.
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
   * Copies a checkpoint's arrays into the parts of a trainer.
   *
   * @param checkpoint one of {@link #all}
   * @param parts the same parts as were saved
   * @throws IllegalArgumentException if the parts are others, or their arrays do not fit
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

  /** Deletes what a killed process left half-written or half-deleted, or the disk lost. */
  public void clean() {
    for (Path path : directories()) {
      String name = path.getFileName().toString();
      boolean leftover = name.startsWith(TEMPORARY) || name.startsWith(DELETED);
      if (leftover || (name.startsWith(PREFIX) && CheckpointManifest.read(path).isEmpty())) {
        delete(path);
      }
    }
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
        discard(path(checkpoint));
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
    all().forEach(checkpoint -> discard(path(checkpoint)));
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // What lies there is not ours.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The directory of a checkpoint.
   *
   * @param checkpoint one of this run
   * @return its directory
   */
  public Path path(Checkpoint checkpoint) {
    return directory.resolve(String.format("%s%08d", PREFIX, checkpoint.update()));
  }

  private List<Path> directories() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void discard(Path checkpointDirectory) {
    if (!Files.exists(checkpointDirectory)) {
      return;
    }
    Path deleted = directory.resolve(DELETED + requireNonNull(checkpointDirectory.getFileName()));
    try {
      delete(deleted);
      Files.move(checkpointDirectory, deleted, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delete(deleted);
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
