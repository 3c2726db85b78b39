package org.temper.algorithms.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.checkpoints.Checkpoint;

/**
 * The result of a run.
 *
 * @param updates updates made over all, those before a resume included
 * @param evaluation the figures after the last update; empty without an evaluator
 * @param best the checkpoint with the best evaluation, where the best is kept
 */
public record RunResult(long updates, Map<String, Double> evaluation, Optional<Checkpoint> best) {

  /** Copies. */
  public RunResult {
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
  }
}
