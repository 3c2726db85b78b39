package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.api.Excerpt;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.Standardization;

/**
 * The columns that make the reward, each with the weight of its standard deviation.
 *
 * @param weights by the column's name, at least one
 */
record FeedbackColumns(ImmutableMap<String, Double> weights) {
  private static final String SUM = "weighted feedback";

  /** A column as it is. */
  static FeedbackColumns of(String column) {
    return new FeedbackColumns(ImmutableMap.of(column, 1.0));
  }

  /** Of NAME or NAME=WEIGHT each. */
  static FeedbackColumns parse(List<String> columns) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String column : columns) {
      int sign = column.lastIndexOf('=');
      String name = sign < 0 ? column : column.substring(0, sign);
      double weight = sign < 0 ? 1 : weight(column, column.substring(sign + 1));
      checkArgument(
          weights.put(name, weight) == null,
          "--feedback-column: expected each column once, got %s twice",
          Excerpt.of(name));
    }
    checkArgument(
        weights.size() > 1 || columns.stream().noneMatch(column -> column.contains("=")),
        "--feedback-column: expected no weight of a single column, got %s",
        Excerpt.of(columns.get(0)));
    return new FeedbackColumns(ImmutableMap.copyOf(weights));
  }

  private static double weight(String column, String text) {
    double weight;
    try {
      weight = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      weight = Double.NaN;
    }
    checkArgument(
        Double.isFinite(weight) && weight != 0,
        "--feedback-column: expected NAME or NAME=WEIGHT with a finite weight other than 0, got %s",
        Excerpt.of(column));
    return weight;
  }

  ImmutableList<String> names() {
    return weights.keySet().asList();
  }

  /** The name of the column of the reward, before it is standardized. */
  String column() {
    return weights.size() == 1 ? names().get(0) : SUM;
  }

  /**
   * A log with the column of the reward: of several, the sum of their standardized values, each
   * times its weight; an event that lacks one lacks the reward.
   *
   * @param train the events whose means and deviations standardize
   */
  InteractionLog addTo(InteractionLog log, InteractionLog train) {
    if (weights.size() == 1) {
      return log;
    }
    double[] sums = new double[log.size()];
    weights.forEach(
        (name, weight) -> {
          Standardization standardization = Standardization.of(train, name);
          ImmutableDoubleArray values = log.events().feedback(name);
          for (int row = 0; row < sums.length; row++) {
            sums[row] += weight * standardization.apply(values.get(row));
          }
        });
    return log.withPartialFeedback(SUM, ImmutableDoubleArray.copyOf(sums));
  }
}
