package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.algorithms.run.GradientAccumulation.Outcome;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;

/**
 * The optimizer updates of one iteration: passes over its parts, until one update has moved the
 * policy too far. It tallies what they are like.
 */
public final class IterationUpdates {
  private final PolicyObjective objective;
  private final UpdateMetrics metrics;
  private final MetricTally tally;

  /** Of the update under way: the sum of k3, and over how many choices. */
  private double kl;

  private double choices;

  /**
   * Updates of which none is made yet.
   *
   * @param objective what is descended
   * @param metrics what the tally takes; what it does not declare is left out
   * @param tally takes the figures
   */
  public IterationUpdates(PolicyObjective objective, UpdateMetrics metrics, MetricTally tally) {
    this.objective = objective;
    this.metrics = metrics;
    this.tally = tally;
  }

  /**
   * Makes the updates. One whose loss or gradient is not finite is the last.
   *
   * @param passes how often all parts are gone through
   * @param maxKl how far the policy may have moved in an update before the rest is left out, in
   *     nats a choice
   * @param minibatches the parts of each update of a pass, in order
   * @param update makes one
   * @param <P> the parts
   */
  public <P> void make(
      int passes,
      double maxKl,
      IntFunction<List<List<P>>> minibatches,
      Function<List<P>, Outcome> update) {
    for (int pass = 0; pass < passes; pass++) {
      for (List<P> parts : minibatches.apply(pass)) {
        Outcome outcome = update.apply(parts);
        double moved = end(outcome);
        if (!Double.isFinite(outcome.loss())
            || !Double.isFinite(outcome.step().gradientNorm())
            || moved > maxKl) {
          return;
        }
      }
    }
  }

  /**
   * Takes note of a micro-batch's choices.
   *
   * @param logProbs log-probabilities without a gradient, of tokens or of items
   * @param advantages of the choices, the same shape
   * @param mask true for each choice to count, the same shape
   * @return {@code mask} on the host
   */
  public boolean[] add(PolicyLogProbs logProbs, NDArray advantages, NDArray mask) {
    boolean[] own = mask.toBooleanArray();
    float[] ratio = objective.ratios(logProbs, mask).toFloatArray();
    float[] current = logProbs.current().toFloatArray();
    float[] old = logProbs.old().toFloatArray();
    float[] advantage = advantages.toFloatArray();
    Optional<ClipRange> clip = objective.clip();
    double lowest = clip.map(range -> 1 - range.low()).orElse(Double.NEGATIVE_INFINITY);
    double highest = clip.map(range -> 1 + range.high()).orElse(Double.POSITIVE_INFINITY);
    int count = 0;
    int low = 0;
    int high = 0;
    double max = 0;
    for (int i = 0; i < own.length; i++) {
      if (own[i]) {
        count++;
        // k3 from the old policy's view, whose choices they are, without rounding near 0.
        double logRatio = (double) current[i] - old[i];
        kl += Math.expm1(logRatio) - logRatio;
        max = Math.max(max, ratio[i]);
        low += advantage[i] < 0 && ratio[i] < lowest ? 1 : 0;
        high += advantage[i] > 0 && ratio[i] > highest ? 1 : 0;
      }
    }
    choices += count;
    tally.add(metrics.clipLow(), low, count);
    tally.add(metrics.clipHigh(), high, count);
    tally.add(metrics.ratioMax(), max);
    if (tally.declares(metrics.ratioMean())) {
      tally.add(metrics.ratioMean(), ratio, own);
    }
    return own;
  }

  /** Ends an update; gives the mean k3 over its choices. */
  private double end(Outcome outcome) {
    double mean = kl / Math.max(1, choices);
    tally.add(metrics.approximateKl(), kl, choices);
    tally.add(metrics.loss(), outcome.loss(), 1);
    tally.add(metrics.gradientNorm(), outcome.step().gradientNorm(), 1);
    tally.add(metrics.learningRate(), outcome.step().learningRate());
    if (tally.declares(metrics.updates())) {
      tally.add(metrics.updates(), 1);
    }
    kl = 0;
    choices = 0;
    return mean;
  }
}
