package org.temper.algorithms.ppo;

import java.util.List;
import org.temper.algorithms.run.GradientAccumulation;

/** The updates of an iteration: passes over its rows, until one has moved the policy too far. */
final class PolicyUpdates {
  private PolicyUpdates() {}

  /** One update over the parts of a minibatch. */
  @FunctionalInterface
  interface Update {
    GradientAccumulation.Outcome make(List<int[]> parts);
  }

  /**
   * Makes the updates. One whose loss or gradient is not finite is the last.
   *
   * @param iteration what tells this iteration's draws from others'
   */
  static UpdateFigures run(
      LearnedRows rows,
      MinibatchConfig config,
      long seed,
      long iteration,
      UpdateSums sums,
      Update update) {
    for (int epoch = 0; epoch < config.epochs() && !rows.sequences().isEmpty(); epoch++) {
      for (List<int[]> parts : Minibatches.of(rows.sequences(), config, seed, iteration, epoch)) {
        GradientAccumulation.Outcome outcome = update.make(parts);
        double kl = sums.end(outcome);
        if (!Double.isFinite(outcome.loss())
            || !Double.isFinite(outcome.step().gradientNorm())
            || kl > config.maxKl()) {
          return sums.figures();
        }
      }
    }
    return sums.figures();
  }
}
