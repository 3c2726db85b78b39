package org.temper.algorithms.tracks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;

/** Tracks one after the other. */
record Sequence(TrackTraining training, ImmutableList<Track> tracks) {

  TrackResult train(Experts experts, Path out) throws IOException {
    checkArgument(!tracks.isEmpty(), "tracks: expected at least one, got none");
    Track first = tracks.get(0);
    TrackResult last = experts.byTrack().get(first.name());
    checkArgument(
        last != null,
        "tracks: expected the first to be one of the experts %s, got %s",
        experts.byTrack().keySet(),
        first.name());
    for (Track track : tracks.subList(1, tracks.size())) {
      boolean isLast = track == tracks.get(tracks.size() - 1);
      last = training.train(track, last.model(), isLast ? out : out.resolve(track.name()));
    }
    return last;
  }
}
