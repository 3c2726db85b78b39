package org.temper.interactions.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import org.temper.interactions.InteractionLog;

/**
 * Feedback in standard deviations from its mean, so that a temperature means the same for stars and
 * for seconds.
 *
 * @param mean what becomes 0
 * @param deviation what becomes 1, at least 0; where it is 0, all feedback becomes 0
 */
public record Standardization(double mean, double deviation) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code deviation} is below 0
   */
  public Standardization {
    checkArgument(deviation >= 0, "deviation: expected at least 0, got %s", deviation);
  }

  /**
   * The mean and the deviation of a log's feedback, of events without any apart.
   *
   * @param log the events, at least one of them with feedback: those trained on
   * @param column the name of a column of feedback
   * @return its standardization
   * @throws IllegalArgumentException if there is no such column, or no event has feedback in it
   */
  public static Standardization of(InteractionLog log, String column) {
    checkArgument(log.size() > 0, "log: expected at least one event, got none");
    ImmutableDoubleArray values = log.havingFeedback(column).events().feedback(column);
    checkArgument(
        !values.isEmpty(), "log: expected at least one event with feedback %s, got none", column);
    double sum = 0;
    for (int row = 0; row < values.length(); row++) {
      sum += values.get(row);
    }
    double mean = sum / values.length();
    double squares = 0;
    for (int row = 0; row < values.length(); row++) {
      squares += (values.get(row) - mean) * (values.get(row) - mean);
    }
    return new Standardization(mean, Math.sqrt(squares / values.length()));
  }

  /**
   * A value in standard deviations.
   *
   * @param value feedback; NaN for none
   * @return how far it is from the mean; NaN for none
   */
  public double apply(double value) {
    return deviation == 0 && !Double.isNaN(value) ? 0 : (value - mean) / deviation;
  }

  /**
   * A log with a column of standardized feedback, which the same events lack.
   *
   * @param log the log
   * @param column the name of the column to standardize
   * @param standardized the name of the new column
   * @return the log with one column more
   * @throws IllegalArgumentException if there is no such column
   */
  public InteractionLog addTo(InteractionLog log, String column, String standardized) {
    ImmutableDoubleArray values = log.events().feedback(column);
    ImmutableDoubleArray.Builder applied = ImmutableDoubleArray.builder(values.length());
    for (int row = 0; row < values.length(); row++) {
      applied.add(apply(values.get(row)));
    }
    return log.withPartialFeedback(standardized, applied.build());
  }
}
