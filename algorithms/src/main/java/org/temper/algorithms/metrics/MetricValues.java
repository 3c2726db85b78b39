package org.temper.algorithms.metrics;

import java.util.Map;

/** What one update tells of itself; a record in each trainer's package. */
public interface MetricValues {

  /**
   * The value that the update descended. NaN or infinite where no update was made for that reason.
   *
   * @return the loss, in the trainer's unit
   */
  double loss();

  /**
   * Euclidean norm of all gradients together, before clipping. NaN or infinite where no update was
   * made.
   *
   * @return the norm
   */
  double gradientNorm();

  /**
   * All metrics by the names that {@code metrics.jsonl} and {@code docs/metrics.md} use, in the
   * order in which they are written.
   *
   * @return names in lower snake case
   */
  Map<String, Double> toMap();
}
