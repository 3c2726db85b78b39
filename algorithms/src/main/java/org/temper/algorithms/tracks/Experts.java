package org.temper.algorithms.tracks;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;

/**
 * The experts of tracks, and the model that all of them come from.
 *
 * @param start the directory of the start
 * @param byTrack the expert of each track, in the order of the tracks
 */
public record Experts(Path start, ImmutableMap<String, TrackResult> byTrack) {

  /**
   * The directories of the experts.
   *
   * @return in the order of the tracks
   */
  public List<Path> directories() {
    return byTrack.values().stream().map(TrackResult::model).toList();
  }
}
