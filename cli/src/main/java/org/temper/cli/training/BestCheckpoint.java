package org.temper.cli.training;

import java.nio.file.Path;
import java.util.Map;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.checkpoints.Retention;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.api.Stateful;

/**
 * The choice of a run's checkpoint by one metric of its evaluations.
 *
 * @param metric a name that the evaluations give
 * @param direction which values are better
 */
public record BestCheckpoint(String metric, Direction direction) {

  /**
   * What a run has to keep for it.
   *
   * @return the newest checkpoint and the best one
   */
  public Retention retention() {
    return Retention.last(1).andBest(metric, direction);
  }

  /**
   * Gives a trainer the state of the best checkpoint, the earliest of those that are as good.
   *
   * @param out the directory of the run
   * @param state the trainer's
   */
  public void restore(Path out, Map<String, Stateful> state) {
    Checkpoints checkpoints = Checkpoints.in(out);
    checkpoints.restore(
        checkpoints.best(new Retention.Best(metric, direction)).orElseThrow(), state);
  }
}
