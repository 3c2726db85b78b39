package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Tracks from one start, each of which becomes an expert.
 *
 * <p>A run of tracks is resumed as a whole: {@link #run} leaves alone what is finished, goes on
 * with what was begun, and begins what was not. Tracks do not know of each other, so that any of
 * them may also be trained by another process with {@link #train}, on the same directory.
 *
 * @param training trains each
 * @param tracks at least one, with names of their own
 * @param beside how many are trained beside each other in this process, at least 1; it changes no
 *     number
 */
public record ParallelTracks(TrackTraining training, List<Track> tracks, int beside) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no track, two have one name, or {@code beside} is
   *     below 1
   */
  public ParallelTracks {
    checkArgument(!tracks.isEmpty(), "tracks: expected at least one, got none");
    checkArgument(beside >= 1, "beside: expected at least 1, got %s", beside);
    List<String> names = tracks.stream().map(Track::name).toList();
    checkArgument(
        names.stream().distinct().count() == names.size(),
        "tracks: expected names of their own, got %s",
        names);
    tracks = ImmutableList.copyOf(tracks);
  }

  /**
   * Tracks that are trained one after another.
   *
   * @param training trains each
   * @param tracks at least one, with names of their own
   * @return the tracks
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  public static ParallelTracks of(TrackTraining training, List<Track> tracks) {
    return new ParallelTracks(training, tracks, 1);
  }

  /**
   * Trains all tracks that are not finished.
   *
   * @param start the directory of the model that all start from
   * @param out a directory of its own for each track is made in it
   * @return the experts
   * @throws IllegalArgumentException if a track's directory holds another run
   * @throws IOException if a file cannot be read or written
   */
  public Experts run(Path start, Path out) throws IOException {
    Map<String, Future<TrackResult>> running = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(beside, tracks.size()));
    try {
      for (Track track : tracks) {
        running.put(
            track.name(),
            threads.submit(() -> training.train(track, start, out.resolve(track.name()))));
      }
      ImmutableMap.Builder<String, TrackResult> experts = ImmutableMap.builder();
      for (Map.Entry<String, Future<TrackResult>> track : running.entrySet()) {
        experts.put(track.getKey(), await(track.getValue()));
      }
      return new Experts(start, experts.buildOrThrow());
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Trains one track, if it is not finished.
   *
   * @param name the track's name
   * @param start the directory of the model that all start from
   * @param out the directory of all tracks
   * @return the expert
   * @throws IllegalArgumentException if there is no track of that name, or its directory holds
   *     another run
   * @throws IOException if a file cannot be read or written
   */
  public TrackResult train(String name, Path start, Path out) throws IOException {
    for (Track track : tracks) {
      if (track.name().equals(name)) {
        return training.train(track, start, out.resolve(name));
      }
    }
    throw new IllegalArgumentException(
        "name: expected one of " + tracks.stream().map(Track::name).toList() + ", got " + name);
  }

  private static TrackResult await(Future<TrackResult> track) throws IOException {
    try {
      return track.get();
    } catch (ExecutionException e) {
      Throwable cause = requireNonNull(e.getCause());
      Throwables.throwIfInstanceOf(cause, IOException.class);
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a track was trained", e);
    }
  }
}
