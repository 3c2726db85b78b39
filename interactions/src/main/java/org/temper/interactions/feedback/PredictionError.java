package org.temper.interactions.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.temper.interactions.Target;

/**
 * How far predictions are from what came of it.
 *
 * @param rootMeanSquare the root of the mean squared error
 * @param meanAbsolute the mean absolute error
 * @param explained the share of the variance that is explained: 1 less the mean squared error over
 *     the variance of the targets, 0 where these are all the same; below 0 for predictions worse
 *     than the targets' mean
 * @param targets how many targets had feedback, at least 1
 */
public record PredictionError(
    double rootMeanSquare, double meanAbsolute, double explained, int targets) {

  /**
   * The error on held-out targets; those without feedback are left out.
   *
   * @param predictor the predictor
   * @param targets what is predicted, at least one of them with feedback
   * @param column the name of a column of feedback
   * @return the error
   * @throws IllegalArgumentException if there is no target, no such column, or no target has
   *     feedback in it
   */
  public static PredictionError of(
      FeedbackPredictor predictor, List<Target> targets, String column) {
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    List<Target> known = targets.stream().filter(target -> target.hasFeedback(column)).toList();
    checkArgument(
        !known.isEmpty(), "targets: expected at least one with feedback %s, got none", column);
    double mean = known.stream().mapToDouble(t -> t.feedback(column)).average().orElse(0);
    double squares = 0;
    double absolute = 0;
    double variance = 0;
    for (Target target : known) {
      double value = target.feedback(column);
      double error = predictor.predict(target.query(), target.item()) - value;
      squares += error * error;
      absolute += Math.abs(error);
      variance += (value - mean) * (value - mean);
    }
    int count = known.size();
    return new PredictionError(
        Math.sqrt(squares / count),
        absolute / count,
        variance == 0 ? 0 : 1 - squares / variance,
        count);
  }

  /**
   * Everything, by name.
   *
   * @return rmse, mae, explained and targets
   */
  public ImmutableMap<String, Double> figures() {
    return ImmutableMap.of(
        "rmse", rootMeanSquare,
        "mae", meanAbsolute,
        "explained", explained,
        "targets", (double) targets);
  }
}
