package org.temper.algorithms.tracks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The models of tracks, in directories: how one is opened, and what it is known by. */
public interface TrackModels {

  /**
   * Opens a model. Two may be open beside each other.
   *
   * @param directory where it was saved
   * @return the model, to be closed by the caller
   * @throws IOException if it cannot be read
   */
  TrackModel open(Path directory) throws IOException;

  /**
   * The contents of a model, which decide what is trained from it; its path does not.
   *
   * @param directory where it was saved
   * @return hashes by part, such as {@code weights}
   * @throws IOException if it cannot be read
   */
  Map<String, String> contents(Path directory) throws IOException;
}
