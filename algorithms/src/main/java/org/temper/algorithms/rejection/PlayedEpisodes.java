package org.temper.algorithms.rejection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.samplers.selection.Candidate;

/**
 * Episodes of tasks in one round, stored in a file as they are played. What is stored already is
 * not played again.
 */
final class PlayedEpisodes implements AutoCloseable {
  private final TaskEpisodes<?> tasks;
  private final int round;
  private final int samples;
  private final long seed;
  private final EpisodeStore store;
  private final Map<StoredEpisode.Key, Candidate> stored;

  private PlayedEpisodes(
      TaskEpisodes<?> tasks,
      int round,
      int samples,
      long seed,
      EpisodeStore store,
      Map<StoredEpisode.Key, Candidate> stored) {
    this.tasks = tasks;
    this.round = round;
    this.samples = samples;
    this.seed = seed;
    this.store = store;
    this.stored = stored;
  }

  /**
   * Opens a file to go on.
   *
   * @param file the file; made, with its directory, where there is none
   * @param tasks plays and judges
   * @param round the round
   * @param samples episodes of each task
   * @param seed decides the draws
   * @return the episodes, to be closed by the caller
   */
  static PlayedEpisodes open(Path file, TaskEpisodes<?> tasks, int round, int samples, long seed) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<StoredEpisode.Key, Candidate> stored = new HashMap<>();
    EpisodeStore store =
        EpisodeStore.open(file, episode -> stored.put(episode.key(), episode.candidate()));
    return new PlayedEpisodes(tasks, round, samples, seed, store, stored);
  }

  /**
   * Plays some tasks together, unless all their episodes are stored. They are on the disk before
   * they are returned.
   *
   * @param some the tasks, each asked for once
   * @return the episodes of each task, by stream
   */
  List<List<Candidate>> of(List<Integer> some) {
    if (!some.stream().flatMap(this::keys).allMatch(stored::containsKey)) {
      for (Candidate candidate : tasks.play(some, samples, seed)) {
        StoredEpisode episode = new StoredEpisode(round, candidate);
        if (store.append(episode)) {
          stored.put(episode.key(), candidate);
        }
      }
      store.force();
    }
    return some.stream().map(task -> keys(task).map(this::take).toList()).toList();
  }

  private Stream<StoredEpisode.Key> keys(int task) {
    return IntStream.range(0, samples)
        .mapToObj(stream -> new StoredEpisode.Key(round, tasks.key(task), stream));
  }

  private Candidate take(StoredEpisode.Key key) {
    return Optional.ofNullable(stored.remove(key)).orElseThrow();
  }

  @Override
  public void close() {
    store.close();
  }
}
