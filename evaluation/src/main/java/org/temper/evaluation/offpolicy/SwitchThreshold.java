package org.temper.evaluation.offpolicy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;

/**
 * The threshold of SWITCH that the log chooses: the weight τ that minimizes an estimate of the
 * variance plus a bound of the squared bias,
 *
 * <pre>Σ (Y - mean Y)² / N² + (range · P(w &gt; τ))²,</pre>
 *
 * where Y are the terms of the estimate at τ and P is the share of what the policy would draw that
 * is left to the model. The bound is of a model that knows nothing: it is crude, so that on long
 * logs little is left to the model however good that is.
 *
 * <p>Tried are all weights that occur, and 0, where the paper takes a grid.
 *
 * @param threshold τ; 0 where all is left to the model
 * @param variance the estimated variance of the estimate at τ
 * @param biasBound the bound of its bias, range · P(w &gt; τ)
 * @see <a href="https://arxiv.org/abs/1612.01205">Wang, Agarwal and Dudík 2017 (automatic tuning of
 *     τ)</a>
 */
public record SwitchThreshold(double threshold, double variance, double biasBound) {

  /**
   * The threshold for {@link OffPolicyEstimators#switching}. What is left to the model is summed
   * over all actions, as in the paper.
   *
   * @param choices the log with all that might have been drawn
   * @param range how far a reward and a modeled one may be apart, at least 0: 1 for clicks
   * @return the threshold
   * @throws IllegalArgumentException if {@code range} is out of its range
   */
  public static SwitchThreshold leastErrorBound(LoggedChoices choices, double range) {
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    for (int row = 0; row < choices.rows(); row++) {
      for (int action = 0; action < choices.actions(row); action++) {
        double weight = choices.weight(row, action);
        double target = choices.target(row, action);
        double weighted = action == choices.logged(row) ? weight * choices.reward(row) : 0;
        if (target > 0) {
          steps.add(
              new Step(weight, row, weighted - target * choices.modeled(row, action), target));
        }
      }
    }
    return least(choices.model().expected().toArray(), steps.build(), range);
  }

  /**
   * The threshold for {@link OffPolicyEstimators#switchDoublyRobust}. What is left to the model is
   * estimated from the logged actions, mean(w [w &gt; τ]), since others are not known.
   *
   * @param log the feedback
   * @param model the modeled rewards of its rows
   * @param range how far a reward and a modeled one may be apart, at least 0: 1 for clicks; {@link
   *     LoggedFeedback#rewardRange} where it is not known
   * @return the threshold
   * @throws IllegalArgumentException if {@code range} is out of its range, or the model has more or
   *     fewer rows
   */
  public static SwitchThreshold leastErrorBound(
      LoggedFeedback log, ModeledRewards model, double range) {
    model.checkRows(log);
    double[] weights = log.weights();
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    for (int row = 0; row < weights.length; row++) {
      double weight = weights[row];
      if (weight > 0) {
        double correction = weight * (log.rewards().get(row) - model.logged().get(row));
        steps.add(new Step(weight, row, correction, weight));
      }
    }
    return least(model.expected().toArray(), steps.build(), range);
  }

  /**
   * What changes once the threshold reaches a weight.
   *
   * @param weight the weight
   * @param row whose term changes
   * @param change by how much
   * @param share of what the policy would draw that the model is no longer asked for, in rows
   */
  private record Step(double weight, int row, double change, double share) {}

  /**
   * The least of all thresholds.
   *
   * @param terms [N], with all left to the model
   * @param steps in any order
   */
  private static SwitchThreshold least(double[] terms, List<Step> steps, double range) {
    checkArgument(
        range >= 0 && Double.isFinite(range),
        "range: expected a finite number of at least 0, got %s",
        range);
    List<Step> sorted = ImmutableList.sortedCopyOf(Comparator.comparingDouble(Step::weight), steps);
    Moments moments = new Moments(terms);
    double left = sorted.stream().mapToDouble(Step::share).sum();
    SwitchThreshold least = at(0, moments, left, range);
    for (int i = 0; i < sorted.size(); i++) {
      Step step = sorted.get(i);
      moments.change(step.row(), step.change());
      left -= step.share();
      boolean last = i + 1 == sorted.size();
      if (last || sorted.get(i + 1).weight() > step.weight()) {
        SwitchThreshold next = at(step.weight(), moments, last ? 0 : left, range);
        least = next.errorBound() < least.errorBound() ? next : least;
      }
    }
    return least;
  }

  private static SwitchThreshold at(double threshold, Moments moments, double left, double range) {
    int rows = moments.rows();
    return new SwitchThreshold(
        threshold, moments.variance() / rows, range * Math.max(0, left) / rows);
  }

  /**
   * The bound of the mean squared error that τ minimizes.
   *
   * @return variance + biasBound²
   */
  public double errorBound() {
    return variance + biasBound * biasBound;
  }
}
