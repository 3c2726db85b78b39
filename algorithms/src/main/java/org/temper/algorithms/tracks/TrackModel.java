package org.temper.algorithms.tracks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.temper.samplers.Sampler;

/** An open model of a track. */
public interface TrackModel extends AutoCloseable {

  /**
   * The sampler of its completions.
   *
   * @return the sampler, whose {@link Sampler#policy()} is what is trained
   */
  Sampler sampler();

  /**
   * Saves the model, wholly or not at all.
   *
   * @param directory where to, not there yet
   * @param identity what decided its numbers, for the record of what made it
   * @throws IOException if a file cannot be written
   */
  void save(Path directory, Map<String, String> identity) throws IOException;

  /** Frees its weights. */
  @Override
  void close();
}
