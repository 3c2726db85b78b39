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
    int end = tracks.size() - 1;
    for (int i = 1; i <= end; i++) {
      Track track = tracks.get(i);
      last = training.train(track, last.model(), i == end ? out : out.resolve(track.name()));
    }
    return last;
  }
}
