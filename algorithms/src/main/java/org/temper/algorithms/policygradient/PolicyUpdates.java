package org.temper.algorithms.policygradient;

import java.util.List;
import java.util.function.IntFunction;
import org.temper.algorithms.run.GradientAccumulation;

/** The updates of an iteration: passes over its parts, until one has moved the policy too far. */
public final class PolicyUpdates {
  private PolicyUpdates() {}

  /**
   * One update over the parts of a minibatch.
   *
   * @param <P> the parts
   */
  @FunctionalInterface
  public interface Update<P> {
    GradientAccumulation.Outcome make(List<P> parts);
  }

  /**
   * Makes the updates. One whose loss or gradient is not finite is the last.
   *
   * @param maxKl how far the policy may move in an update before the rest is left out, in nats
   * @param sums what the updates add their figures to
   * @param minibatches the minibatches of each epoch, in order
   */
  public static <P> UpdateFigures run(
      int epochs,
      double maxKl,
      UpdateSums sums,
      IntFunction<List<List<P>>> minibatches,
      Update<P> update) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (List<P> parts : minibatches.apply(epoch)) {
        GradientAccumulation.Outcome outcome = update.make(parts);
        double kl = sums.end(outcome);
        if (!Double.isFinite(outcome.loss())
            || !Double.isFinite(outcome.step().gradientNorm())
            || kl > maxKl) {
          return sums.figures();
        }
      }
    }
    return sums.figures();
  }
}
