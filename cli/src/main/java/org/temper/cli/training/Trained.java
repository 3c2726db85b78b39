package org.temper.cli.training;

import java.util.Map;
import org.temper.algorithms.metrics.MetricsHistory;

/**
 * What a stage's run leaves beside its model.
 *
 * @param history what was recorded, before a resume included
 * @param identity what decided its numbers, as its checkpoints state it
 */
public record Trained(MetricsHistory history, Map<String, String> identity) {

  /** Copies. */
  public Trained {
    identity = Map.copyOf(identity);
  }
}
