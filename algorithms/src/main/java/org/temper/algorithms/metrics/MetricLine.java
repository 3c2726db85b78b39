package org.temper.algorithms.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run records at one moment.
 *
 * @param update how many updates had been made, or iterations where the run counts those; 0 before
 *     the first
 * @param epoch the epoch of the last one, from 0
 * @param kind whether the values come from an update or from an evaluation after it
 * @param values by name, in order
 */
public record MetricLine(long update, int epoch, Kind kind, Map<String, Double> values) {

  /** Copies. */
  public MetricLine {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Where the values come from. */
  public enum Kind {
    /** The trainer's metrics of an update. */
    TRAINING,
    /** The evaluator's figures. */
    EVALUATION
  }
}
