package org.temper.algorithms.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.algorithms.checkpoints.FileNames;

/**
 * The values that a run records at one moment.
 *
 * @param update how many updates had been made, or iterations where the run counts those; 0 before
 *     the first
 * @param epoch the epoch of the last one, from 0
 * @param kind whether the values come from an update or from an evaluation after it
 * @param values by name, in order
 */
public record MetricLine(long update, int epoch, Kind kind, Map<String, Double> values) {

  /** What a line of a file says beside its values. */
  private static final ImmutableSet<String> RESERVED = ImmutableSet.of("update", "epoch", "kind");

  /**
   * Checks the names, which curves are called by, and copies.
   *
   * @throws IllegalArgumentException if a name is not fit for a file, or is that of another field
   */
  public MetricLine {
    for (String name : values.keySet()) {
      FileNames.check("metric", name);
      checkArgument(
          !RESERVED.contains(name), "metric: expected a name other than %s, got it", name);
    }
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
