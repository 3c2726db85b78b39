package org.temper.algorithms.checkpoints;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of a run's checkpoints, by their names.
 *
 * @param directory where they are
 */
record CheckpointDirectories(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectories.class);
  private static final String PREFIX = "update-";
  private static final String TEMPORARY = ".tmp-";
  private static final String DELETED = ".deleted-";
  private static final Pattern CHECKPOINT = Pattern.compile("update-\\d{8,19}");
  private static final Pattern LEFTOVER = Pattern.compile("\\.(tmp|deleted)-update-\\d{8,19}");

  Path of(long update) {
    return directory.resolve(String.format("%s%08d", PREFIX, update));
  }

  /** Those that may be checkpoints. */
  List<Path> all() {
    return OwnFiles.named(directory, CHECKPOINT).stream().filter(Files::isDirectory).toList();
  }

  /** What a directory is called while it is written. */
  Path temporary(Path target) {
    return named(TEMPORARY, target);
  }

  private Path named(String prefix, Path target) {
    return directory.resolve(prefix + requireNonNull(target.getFileName()));
  }

  /** Makes an empty directory of a temporary name. */
  void make(Path temporary) throws IOException {
    // Not createDirectories alone, which takes a link to a directory for a file.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    OwnFiles.delete(temporary);
    Files.createDirectory(temporary);
  }

  /** Moves a written directory to its final name, and what is there out of its way. */
  void replace(Path target, Path temporary) throws IOException {
    if (OwnFiles.exists(target) && !discard(target)) {
      setAside(target);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    AtomicFiles.forceDirectory(directory);
  }

  /** Deletes a checkpoint; tells whether it did, as what is not wholly ours stays. */
  boolean discard(Path target) {
    if (!isWhollyOurs(target)) {
      return false;
    }
    Path deleted = named(DELETED, target);
    try {
      OwnFiles.delete(deleted);
      Files.move(target, deleted, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OwnFiles.delete(deleted);
    return true;
  }

  private static boolean isWhollyOurs(Path target) {
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Optional<CheckpointManifest> manifest = CheckpointManifest.read(target);
    if (manifest.isEmpty()) {
      return false;
    }
    Set<String> ours = new HashSet<>(manifest.get().files().keySet());
    ours.add(CheckpointManifest.NAME);
    try (Stream<Path> entries = Files.list(target)) {
      return entries.allMatch(
          entry ->
              ours.contains(entry.getFileName().toString())
                  && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setAside(Path target) throws IOException {
    Path aside = named("other-", target);
    for (int number = 2; OwnFiles.exists(aside); number++) {
      aside = named("other-" + number + "-", target);
    }
    Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
    LOG.warn("{} is not a checkpoint of this run; it was moved to {}", target, aside);
  }

  void clean() {
    OwnFiles.deleteAll(directory, LEFTOVER);
  }

  /** Deletes the directory of all where nothing is in it; a link to it stays. */
  void deleteIfEmpty() {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        return;
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
