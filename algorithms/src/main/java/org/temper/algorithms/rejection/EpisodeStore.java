package org.temper.algorithms.rejection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.temper.api.WriteFailedException;
import org.temper.data.MalformedDataException;
import org.temper.data.files.AppendedFile;
import org.temper.data.files.WholeLines;

/**
 * A file of episodes, to which more are only ever added: one checksummed line of JSON each, each
 * episode once by its round, task and stream.
 *
 * <p>Each line is handed to the operating system as it is added, so a killed process loses at most
 * a line that it was writing, and that is cut off when the file is opened again. A damaged line
 * with whole ones after it is no such tail: it is an error that names the line.
 */
public final class EpisodeStore implements AutoCloseable {
  private final AppendedFile file;
  private final Set<StoredEpisode.Key> keys;

  private EpisodeStore(AppendedFile file, Set<StoredEpisode.Key> keys) {
    this.file = file;
    this.keys = keys;
  }

  /**
   * Opens a file to go on.
   *
   * @param path the file; made where it does not exist
   * @param found takes the episodes that it holds, in order
   * @return the store
   * @throws MalformedDataException if a line before the last is damaged, or an episode is there
   *     twice; nothing is changed then
   * @throws UncheckedIOException if the file cannot be read or written
   */
  public static EpisodeStore open(Path path, Consumer<StoredEpisode> found) {
    Set<StoredEpisode.Key> keys = new HashSet<>();
    long size = Files.exists(path) ? read(path, keys, found) : 0;
    return new EpisodeStore(AppendedFile.open(path, size), keys);
  }

  /**
   * Reads a file and changes nothing.
   *
   * @param path the file
   * @param found takes the episodes of its whole lines, in order
   * @throws MalformedDataException if a line before the last is damaged, or an episode is there
   *     twice
   * @throws UncheckedIOException if the file cannot be read
   */
  public static void read(Path path, Consumer<StoredEpisode> found) {
    read(path, new HashSet<>(), found);
  }

  /** Reads the whole lines, and says how many bytes they take. */
  private static long read(Path path, Set<StoredEpisode.Key> keys, Consumer<StoredEpisode> found) {
    long whole = 0;
    try (WholeLines lines = WholeLines.open(path)) {
      while (lines.next()) {
        StoredEpisode episode;
        try {
          episode = EpisodeLine.read(lines.bytes());
        } catch (IllegalArgumentException e) {
          if (lines.isLast()) {
            return whole;
          }
          throw new MalformedDataException(
              path, lines.number(), e.getMessage() + "; bring back the file, or begin a new run");
        }
        if (!keys.add(episode.key())) {
          throw new MalformedDataException(
              path, lines.number(), "expected each episode once, got " + episode.key() + " again");
        }
        found.accept(episode);
        whole = lines.end();
      }
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds an episode, unless it is there.
   *
   * @param episode the episode
   * @return whether it was not there yet
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written
   */
  public boolean append(StoredEpisode episode) {
    if (keys.contains(episode.key())) {
      return false;
    }
    file.append(EpisodeLine.write(episode));
    return keys.add(episode.key());
  }

  /**
   * How many episodes there are.
   *
   * @return at least 0
   */
  public int size() {
    return keys.size();
  }

  /**
   * Forces all lines to disk, so that they outlast a crash of the machine too.
   *
   * @throws UncheckedIOException of a {@link WriteFailedException} if that fails
   */
  public void force() {
    file.force();
  }

  @Override
  public void close() {
    file.close();
  }
}
