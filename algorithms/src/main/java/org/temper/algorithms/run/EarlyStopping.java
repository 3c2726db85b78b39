package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.Retention;

/**
 * An end before a run's length: when its evaluations have not become better for so many in a row.
 * The evaluation before the first update does not count.
 *
 * @param best which figure of the evaluator, and which values of it are better
 * @param patience evaluations without a better figure after which the run ends, at least 1
 */
public record EarlyStopping(Retention.Best best, int patience) {

  /** Checks. */
  public EarlyStopping {
    checkArgument(patience >= 1, "patience: expected at least 1, got %s", patience);
  }

  /**
   * Whether the run ends.
   *
   * @param evaluations those after updates, in order
   * @return whether the best of them, of equals the first, is {@code patience} evaluations ago
   * @throws IllegalArgumentException if an evaluation has no such figure
   */
  boolean isReached(List<Map<String, Double>> evaluations) {
    double best = Double.NEGATIVE_INFINITY;
    int since = 0;
    for (Map<String, Double> evaluation : evaluations) {
      Double value = evaluation.get(this.best.metric());
      checkArgument(
          value != null,
          "earlyStopping: expected one of the evaluator's %s, got %s",
          evaluation.keySet(),
          this.best.metric());
      double score = this.best.score(value);
      since++;
      if (score > best) {
        best = score;
        since = 0;
      }
    }
    return since >= patience;
  }
}
