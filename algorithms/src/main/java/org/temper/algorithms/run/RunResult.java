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
 * @param ending how it ended
 */
public record RunResult(
    long updates, Map<String, Double> evaluation, Optional<Checkpoint> best, Ending ending) {

  /** How a run ended. */
  public enum Ending {
    /** It made all its updates, or as many as its rule of early stopping asked for. */
    COMPLETED,
    /** A {@link StopRequest} was made; it can be resumed from its last checkpoint. */
    STOPPED
  }

  /** Copies. */
  public RunResult {
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
  }
}
