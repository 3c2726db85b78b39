package org.temper.algorithms.tracks;

import java.util.Map;
import org.temper.samplers.Sampler;

/** A measurement of what a track is for, on tasks that it does not learn from. */
@FunctionalInterface
public interface TrackEvaluation {

  /**
   * Measures a model.
   *
   * @param sampler its completions
   * @return figures by name
   */
  Map<String, Double> measure(Sampler sampler);
}
